import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { milliseconds } from "../src/base/clock.ts";
import { stream } from "../src/base/random.ts";
import { sizeOf } from "../src/base/shape.ts";
import { fillFeatures, fillLabels } from "../src/data/batch.ts";
import type { Job } from "../src/engine/engine.ts";
import type { Tf } from "../src/model/layer.ts";
import { buildTfModel } from "../src/model/tfjs.ts";

/** The stock backends of TensorFlow.js that need nothing beside npm packages. */
export const BACKENDS = ["cpu", "wasm"];

/** What was found of a backend: times of a whole batch in milliseconds, and how many samples they were measured on. */
export interface StockTimes {
  readonly step: number;
  readonly forward: number;
  readonly samples: number;
}

/** Samples of the first tries, from which it shows what a whole batch would take. */
const FEW = 4;

/**
 * The same model on TensorFlow.js as it comes, nothing of run-exp's in its kernels, its loss or its optimizer. Where
 * two whole batches would take more than `seconds`, the times are those of four and of eight samples, carried on in
 * a straight line.
 */
export async function stockTimes(job: Job, backend: string, seconds: number): Promise<StockTimes> {
  const tf = await loadStock(backend);
  const built = buildTfModel(tf, job.model, () => stream(1, "dropout"));
  built.compile({ optimizer: tf.core.train.adam(0.001), loss: "sparseCategoricalCrossentropy" });
  const [few, more] = [
    await timesOf(tf, built, job, FEW, 1000),
    await timesOf(tf, built, job, 2 * FEW, 1000),
  ];
  const carriedOn = (what: "step" | "forward"): number =>
    few[what] + Math.max(0, (more[what] - few[what]) / FEW) * (job.batchSize - FEW);
  const [step, forward] = [carriedOn("step"), carriedOn("forward")];
  if (2 * (step + forward) > seconds * 1000) return { step, forward, samples: 2 * FEW };
  return { ...(await timesOf(tf, built, job, job.batchSize, seconds * 1000)), samples: job.batchSize };
}

async function timesOf(
  { core }: Tf,
  built: LayersModel,
  { model, data }: Job,
  samples: number,
  limit: number,
) {
  const features = new Float32Array(samples * sizeOf(model.input));
  const labels = new Float32Array(samples);
  const indices = Uint32Array.from({ length: samples }, (_, at) => at);
  fillFeatures(data.train, indices, features);
  fillLabels(data.train, indices, labels);
  const x = core.tensor(features, [samples, ...model.input]);
  const y = core.tensor(labels, [samples, 1]);
  const step = await medianOf(limit * 0.8, async () => {
    await built.trainOnBatch(x, y);
  });
  const forward = await medianOf(limit * 0.2, async () => {
    core.tidy(() => {
      for (const tensor of [built.predictOnBatch(x)].flat()) tensor.dataSync();
    });
  });
  return { step, forward };
}

async function loadStock(backend: string): Promise<Tf> {
  const core = await import("@tensorflow/tfjs-core");
  core.enableProdMode();
  if (backend === "wasm") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    const { resolve } = createRequire(import.meta.url);
    wasm.setWasmPaths(join(dirname(resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  } else {
    await import("@tensorflow/tfjs-backend-cpu");
  }
  await core.setBackend(backend);
  return { core, layers: await import("@tensorflow/tfjs-layers") };
}

/** The median time of the calls that begin within so many milliseconds, without the first, which warms up. */
async function medianOf(limit: number, call: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  const began = milliseconds();
  do {
    const start = milliseconds();
    await call();
    times.push(milliseconds() - start);
  } while (milliseconds() - began < limit);
  const counted = times.length === 1 ? times : times.slice(1);
  return counted.toSorted((a, b) => a - b)[counted.length >> 1]!;
}

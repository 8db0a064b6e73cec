/**
 * What TensorFlow's update of weights is worth: seconds of an epoch of 48,000 + 12,000 samples in batches of 128 with
 * tfjs's own Adam, with the update made on the processor, and with one op a weight; beside them the wasm engine. Prints
 * figures and asserts nothing. TensorFlow has to be there: `run-exp doctor --install tensorflow`.
 *
 *     npm run bench:tensorflow
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { milliseconds } from "../src/base/clock.ts";
import { stream } from "../src/base/random.ts";
import { fillFeatures, fillLabels } from "../src/data/batch.ts";
import type { Job } from "../src/engine/engine.ts";
import { engineNamed } from "../src/engine/engines.ts";
import { loadTensorflow } from "../src/engine/tensorflow/load.ts";
import { HostWeights } from "../src/engine/tfjs/host-weights.ts";
import { TfjsTraining } from "../src/engine/tfjs/training.ts";
import { buildTfModel } from "../src/model/tfjs.ts";
import { describeMachine } from "../src/runner/environment.ts";
import type { Training } from "../src/train/training.ts";
import { table } from "./print.ts";
import { jobOf, type Workload } from "./workload.ts";

type Ways = Readonly<Record<string, (job: Job) => Promise<Pick<Training, "step" | "forward">>>>;

/** How an epoch is trained. */
const WAYS: Ways = {
  "tfjs's own Adam": stock,
  "update on the processor": async (job) =>
    new TfjsTraining(await loadTensorflow(), job, (...given) => new HostWeights(...given)),
  "one op a weight": async (job) => (await engineNamed("tensorflow", cores)).open(job),
  "wasm engine": async (job) => (await engineNamed("wasm", cores)).open(job),
};

/** Milliseconds for which each kind of call is timed. */
const LONG = { step: 8000, forward: 1500 };

const { cpu, cores } = describeMachine();
const models = ["mlp", "cnn"] as const;

/** The model as tfjs trains it by itself, with dropout of `Math.random`. */
async function stock(job: Job): Promise<Pick<Training, "step" | "forward">> {
  const tf = await loadTensorflow();
  const { core } = tf;
  const built = buildTfModel(tf, job.model, () => stream(1, "dropout"));
  built.compile({ optimizer: core.train.adam(0.001), loss: "sparseCategoricalCrossentropy" });
  const { batchSize, data, model } = job;
  const features = new Float32Array(batchSize * model.input.reduce((size, length) => size * length, 1));
  const labels = new Float32Array(batchSize);
  const batch = (indices: Uint32Array) => {
    fillFeatures(data.train, indices, features);
    fillLabels(data.train, indices, labels);
    const x = core.tensor(features.slice(), [batchSize, ...model.input]);
    return { x, y: core.tensor(labels.slice(), [batchSize, 1]) };
  };
  return {
    async step({ indices }) {
      const { x, y } = batch(indices);
      await built.trainOnBatch(x, y);
      core.dispose([x, y]);
      return undefined as never;
    },
    async forward(_part, indices) {
      const { x, y } = batch(indices);
      core.tidy(() => {
        for (const answer of [built.predictOnBatch(x)].flat()) answer.dataSync();
      });
      core.dispose([x, y]);
      return undefined as never;
    },
  };
}

async function measure(way: string, model: (typeof models)[number]): Promise<void> {
  const workload: Workload = { model, data: "synthetic", batchSize: 128, train: 1280, validation: 1280 };
  const training = await WAYS[way]!(await jobOf(workload));
  const indices = Uint32Array.from({ length: 128 }, (_, at) => at);
  const step = await median(LONG.step, (count) =>
    training.step({ indices, step: count, epoch: 1, learningRate: 0.001 }),
  );
  const forward = await median(LONG.forward, () => training.forward("train", indices));
  console.log(JSON.stringify({ step, forward }));
}

/** The median time of calls for so many milliseconds, without the first ten, which warm up. */
async function median(limit: number, call: (count: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (const end = milliseconds() + limit; milliseconds() < end || times.length < 13; ) {
    const began = milliseconds();
    await call(times.length);
    times.push(milliseconds() - began);
  }
  const counted = times.slice(10).toSorted((a, b) => a - b);
  return counted[counted.length >> 1]!;
}

async function show(): Promise<void> {
  const { library, device } = await loadTensorflow();
  console.log(`${cpu}, ${cores} cores; TensorFlow ${library} on ${device}`);
  const rows: string[][] = [];
  for (const model of models) {
    for (const way of Object.keys(WAYS)) {
      const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, way, model]);
      const { step, forward } = JSON.parse(stdout) as { step: number; forward: number };
      const epoch = (Math.ceil(48_000 / 128) * step + Math.ceil(12_000 / 128) * forward) / 1000;
      rows.push([model, way, epoch.toFixed(2), step.toFixed(2), forward.toFixed(2)]);
    }
  }
  table(["model", "update", "s/epoch", "ms/step", "ms/batch of validation"], rows);
}

const [way, model] = process.argv.slice(2);
if (way === undefined) await show();
else await measure(way, model as (typeof models)[number]);
process.exit();

import { RunExpError } from "../../base/errors.ts";
import { type Engine, type Finding, type Job, untrainable } from "../engine.ts";
import { TfjsTraining } from "../tfjs/training.ts";
import { findingOf } from "./dawn.ts";
import { oversized } from "./limits.ts";
import { loadWebgpu, type Webgpu } from "./load.ts";
import { uncomputable } from "./mended.ts";
import { webgpuWeights } from "./weights.ts";

/** tfjs on a GPU of any make. Throws a RunExpError that says how to get what it needs. */
export async function openWebgpu(): Promise<Engine> {
  const { adapter, limits, version } = await loadWebgpu();
  return Object.freeze<Engine>({
    name: "webgpu",
    busies: "gpu",
    gpu: adapter.name,
    ...(adapter.software
      ? {
          notice: `engine webgpu computes on ${adapter.name}, which is no GPU: the wasm engine is much faster`,
        }
      : {}),
    arithmetic: () => `webgpu ${version} on Dawn ${adapter.dawn}, ${adapter.name}`,
    unsupported: (model) => [...untrainable(model), ...uncomputable(model), ...oversized(model, 1, limits)],
    open: async (job) => opened(await loadWebgpu(), job),
  });
}

async function opened(tf: Webgpu, job: Job): Promise<TfjsTraining> {
  const [reason] = oversized(job.model, job.batchSize, tf.limits);
  if (reason !== undefined) {
    throw new RunExpError("out-of-memory", reason, "use a smaller batchSize, or `engine: wasm`");
  }
  await tf.settle(); // what a training before has left behind is not this one's
  return new TfjsTraining(tf, job, (_tf, ...given) => webgpuWeights(tf, ...given));
}

/** What this engine finds on this machine, where it starts. */
export async function describeWebgpu(): Promise<readonly Finding[]> {
  const { adapter } = await loadWebgpu();
  return [findingOf(adapter)];
}

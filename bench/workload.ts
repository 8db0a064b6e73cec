import { stream } from "../src/base/random.ts";
import { nameOf } from "../src/component/component.ts";
import { cacheFolder } from "../src/data/cache.ts";
import type { Dataset, Samples } from "../src/data/dataset.ts";
import { openDataset } from "../src/data/open.ts";
import type { Job } from "../src/engine/engine.ts";
import { modelFor } from "../src/runner/prepare.ts";
import type { Experiment } from "../src/spec/experiment.ts";
import { loadExperiments } from "../src/spec/load.ts";

/** What is trained in one measurement: a model with its data, which are images of 28×28×1 in ten classes. */
export interface Workload {
  readonly model: keyof typeof MODELS;
  /** Samples of one epoch. */
  readonly train: number;
  readonly validation: number;
  readonly batchSize: number;
  /** Units of the first dense layer in place of those in the file. */
  readonly width?: number;
  /** Random images, or the real ones, which are fetched where they are not there. */
  readonly data: "synthetic" | "fashionMnist";
}

/** The experiment of each model. */
export const MODELS = {
  mlp: "experiments/mlp-baseline.yaml",
  cnn: "experiments/cnn-baseline.yaml",
  "cnn-same": "bench/experiments/cnn-same.yaml",
} as const;

export async function jobOf(workload: Workload): Promise<Job> {
  const { experiments, folder } = await loadExperiments(MODELS[workload.model]);
  const experiment = withWidth(experiments[0]!, workload.width);
  const data =
    workload.data === "synthetic" ? synthetic(workload) : cut(await real(experiment, folder), workload);
  const { loss, optimizer } = experiment.train;
  const { augment } = experiment.dataset;
  const { batchSize } = workload;
  const model = modelFor(experiment, data);
  return { model, loss, optimizer, data, batchSize, augment, seed: experiment.seed, trial: 0 };
}

function withWidth(experiment: Experiment, width: number | undefined): Experiment {
  const { layers } = experiment.model;
  const first = layers.findIndex(({ layer }) => nameOf(layer) === "dense");
  if (width === undefined) return experiment;
  const wide = { dense: { ...layers[first]!.layer.dense, units: width } };
  const changed = layers.map((item, index) => (index === first ? { ...item, layer: wide } : item));
  return { ...experiment, model: { ...experiment.model, layers: changed } };
}

function synthetic({ train, validation }: Workload): Dataset {
  const samples = (count: number): Samples => {
    const draws = stream(1, "bench");
    const noise = Uint8Array.from({ length: 100_003 }, (_, at) => draws.word(at));
    const storage = Uint8Array.from({ length: count * 784 }, (_, at) => noise[at % noise.length]!);
    const scale = Float32Array.of(1 / 255);
    const values = Float32Array.from({ length: count }, (_, row) => row % 10);
    return {
      count,
      features: { storage, shape: [28, 28, 1], scale, offset: Float32Array.of(0) },
      labels: { kind: "class", values, shape: [] },
    };
  };
  return {
    shape: [28, 28, 1],
    labels: { kind: "class", shape: [] },
    classes: Array.from({ length: 10 }, (_, index) => String(index)),
    train: samples(train),
    validation: samples(validation),
    fingerprint: "synthetic",
    origin: "made up",
  };
}

async function real(experiment: Experiment, folder: string): Promise<Dataset> {
  const say = (message: string): void => console.error(message);
  const opened = await openDataset(experiment.dataset, {
    folder,
    cache: cacheFolder(),
    offline: false,
    seed: experiment.seed,
    notify: say,
    progress: () => {},
  });
  return opened.load();
}

/** The first samples of each part, as many as an epoch of the workload has. */
function cut(data: Dataset, { train, validation }: Workload): Dataset {
  const first = (samples: Samples, count: number): Samples => ({
    ...samples,
    count: Math.min(count, samples.count),
  });
  return { ...data, train: first(data.train, train), validation: first(data.validation!, validation) };
}

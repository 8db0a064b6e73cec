import { RunExpError } from "../../base/errors.ts";
import { type Engine, type Finding, untrainable } from "../engine.ts";
import { TfjsTraining } from "../tfjs/training.ts";
import { findAddon } from "./addon.ts";
import { flawed } from "./flawed.ts";
import { loadTensorflow, type Tensorflow } from "./load.ts";
import { findNvidia, type Nvidia } from "./nvidia.ts";
import { tensorflowWeights } from "./weights.ts";

/** tfjs on TensorFlow itself, on a GPU of NVIDIA's where it sees one. Throws a RunExpError that says how to get it. */
export async function openTensorflow(): Promise<Engine> {
  const tf = await loadTensorflow();
  const { device, gpu, library, version } = tf;
  return Object.freeze<Engine>({
    name: "tensorflow",
    busies: gpu === undefined ? "cores" : "gpu",
    ...(gpu === undefined ? {} : { gpu }),
    arithmetic: () => `tensorflow ${library} through tfjs ${version}, ${device}`,
    unsupported: (model) => [...untrainable(model), ...flawed(model, tf)],
    open: async (job) => new TfjsTraining(tf, job, (_tf, ...given) => tensorflowWeights(tf, ...given)),
  });
}

const NAME = "tensorflow on the GPU";

/** Why this engine does not compute on a GPU; undefined where it does. Loads TensorFlow only where there is a GPU. */
export async function lacksNvidia(): Promise<Finding | undefined> {
  const addon = findAddon();
  if (!("name" in addon)) return unseen(addon.detail);
  const nvidia = findNvidia();
  if (nvidia === undefined) return unseen(NO_GPU);
  try {
    const tf = await loadTensorflow();
    return tf.gpu === undefined ? unseen(blindness(tf, nvidia)) : undefined;
  } catch (error) {
    if (error instanceof RunExpError) return unseen(error.message);
    throw error;
  }
}

const NO_GPU = "nvidia-smi finds no GPU";

function unseen(detail: string): Finding {
  return { name: NAME, found: false, detail };
}

/** What this engine found on this machine, where it starts. */
export async function describeTensorflow(): Promise<readonly Finding[]> {
  const tf = await loadTensorflow();
  const { addon, device, gpu, library } = tf;
  const loaded = {
    name: "TensorFlow",
    found: true,
    detail: `${library}, through ${addon.name}, on ${device}`,
  };
  if (gpu !== undefined) return [loaded, { name: NAME, found: true, detail: gpu }];
  const nvidia = findNvidia();
  return [loaded, unseen(nvidia === undefined ? NO_GPU : blindness(tf, nvidia))];
}

/** Why TensorFlow does not see a GPU that is there. */
export function blindness({ library }: Pick<Tensorflow, "library">, { name, driver, cuda }: Nvidia): string {
  const there = `${name} is there (driver ${driver}, CUDA up to ${cuda})`;
  const [major, minor] = library.split(".").map(Number) as [number, number];
  // The libtensorflow that tfjs-node-gpu 4.22 downloads.
  if (major === 2 && minor <= 9)
    return `${there}, but TensorFlow ${library} needs CUDA 11.2 with cuDNN 8.1: newer ones are too new for it`;
  return `${there}, but TensorFlow ${library} does not use it: it was built for cores alone, or does not find its CUDA`;
}

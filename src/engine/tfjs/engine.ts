import { type Engine, untrainable } from "../engine.ts";
import { HostWeights } from "./host-weights.ts";
import { loadTfjs } from "./load.ts";
import { TfjsTraining, type WeightsOf } from "./training.ts";

/** The tfjs engine, on WebAssembly. */
export async function openTfjs(): Promise<Engine> {
  const tf = await loadTfjs();
  return Object.freeze<Engine>({
    name: "tfjs",
    arithmetic: () => `tfjs-${tf.backend} ${tf.version}`,
    busies: "cores",
    unsupported: untrainable,
    open: async (job) => new TfjsTraining(tf, job, hostWeights),
  });
}

/** Weights that are moved on the processor, whatever computes. */
const hostWeights: WeightsOf = (...given) => new HostWeights(...given);

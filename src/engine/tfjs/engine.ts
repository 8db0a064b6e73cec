import type { Engine } from "../engine.ts";
import { loadTfjs } from "./load.ts";
import { TfjsTraining } from "./training.ts";

/** The tfjs engine on the best backend that this machine has for it. */
export async function openTfjs(): Promise<Engine> {
  const tf = await loadTfjs();
  return Object.freeze<Engine>({
    name: "tfjs",
    arithmetic: () => `tfjs-${tf.backend} ${tf.version}`,
    unsupported: (model) =>
      model.nodes.some(({ weights }) => weights.some(({ trainable }) => trainable))
        ? []
        : ["the model has no weight that training could move"],
    open: async (job) => new TfjsTraining(tf, job),
  });
}

import { joinedBytes } from "../../base/hash.ts";
import { stream } from "../../base/random.ts";
import type { Model } from "../../model/model.ts";
import { buildTfModel } from "../../model/tfjs.ts";
import { loadTfjs } from "./load.ts";

/** A model in tfjs's own format, for `tf.loadLayersModel`. */
export interface ExportedModel {
  /** The text of model.json: the same for the same model, without dates and with nothing of this process. */
  readonly topology: string;
  /** The bytes of weights.bin, which stands beside model.json: 32-bit floats, little-endian. */
  readonly weights: Uint8Array;
}

/** Writes a model down with its weights, which are in the order of `weightsOf(model)`. */
export async function exportModel(model: Model, weights: readonly Float32Array[]): Promise<ExportedModel> {
  const built = buildTfModel(await loadTfjs(), model, () => stream(0, "dropout"));
  const variables = model.nodes.flatMap(({ name }) => built.getLayer(name).weights);
  const topology = {
    format: "layers-model",
    modelTopology: built.toJSON(undefined, false),
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: variables.map(({ originalName, shape, dtype }) => ({ name: originalName, shape, dtype })),
      },
    ],
  };
  built.dispose();
  return { topology: `${JSON.stringify(topology, undefined, 2)}\n`, weights: joinedBytes(weights) };
}

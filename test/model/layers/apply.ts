import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { stream } from "../../../src/base/random.ts";
import type { Shape } from "../../../src/base/shape.ts";
import type { Tagged } from "../../../src/component/component.ts";
import { buildGraph } from "../../../src/model/graph.ts";
import type { Tf } from "../../../src/model/layer.ts";
import { buildTfModel } from "../../../src/model/tfjs.ts";

/** A model of one layer, called `layer`, whose random words are those of (seed 0, "dropout", step). */
export function modelOfLayer(tf: Tf, input: Shape, layer: Tagged, step: () => number = () => 0): LayersModel {
  const { model, problems } = buildGraph(input, [{ layer, name: "layer" }]);
  if (model === undefined) throw new Error(problems[0]!.message);
  return buildTfModel(tf, model, () => stream(0, "dropout", step()));
}

/** Gives a layer its weights, in the order of its specs, each row-major. */
export function setWeights(tf: Tf, model: LayersModel, weights: readonly (readonly number[])[]): void {
  const layer = model.getLayer("layer");
  layer.setWeights(
    layer.getWeights().map(({ shape }, index) => tf.core.tensor(Float32Array.from(weights[index]!), shape)),
  );
}

/** The output for one batch, row-major. */
export function outputOf(
  tf: Tf,
  model: LayersModel,
  batch: readonly number[],
  shape: readonly number[],
  training: boolean,
): number[] {
  return tf.core.tidy(() => {
    const x = tf.core.tensor(Float32Array.from(batch), [...shape]);
    return [...(model.apply(x, { training }) as Tensor).dataSync()];
  });
}

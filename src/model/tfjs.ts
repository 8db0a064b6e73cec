import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Stream } from "../base/random.ts";
import { sameShape, showShape } from "../base/shape.ts";
import { registerActivations } from "./activations.ts";
import { type Chance, hostChance } from "./chance.ts";
import type { Tf, TfLayer } from "./layer.ts";
import { layers } from "./layers.ts";
import type { Model, Node } from "./model.ts";

/**
 * The model as a functional tf.LayersModel of the same layer names, with all weights 0: set them from
 * `initialWeights` or a state. `model.getLayer(node.name).getWeights()` is in the order of `node.weights`.
 * Whoever calls it disposes of it.
 *
 * `streams` gives the random words of a node in the training step that is running; it is asked anew in every
 * call with `training: true` and never in inference. `chance` makes tensors of them.
 */
export function buildTfModel(
  tf: Tf,
  model: Model,
  streams: (node: Node) => Stream,
  chance: Chance = hostChance(tf),
): LayersModel {
  registerActivations(tf);
  const input = tf.layers.input({ name: "input", shape: [...model.input] });
  const outputs: SymbolicTensor[] = [];
  for (const node of model.nodes) {
    const inputs = node.inputs.map((index) => (index === -1 ? input : outputs[index]!));
    const { component, options } = layers.open(node.layer);
    const layer = component.build(tf, options, {
      name: node.name,
      inputShapes: node.inputShapes,
      draws: () => chance(streams(node)),
    });
    // Weights are made by run-exp; this spares tfjs its own, and draws nothing from Math.random.
    layer.setFastWeightInitDuringBuild(true);
    const output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor;
    assertAgreement(node, layer, output);
    outputs.push(output);
  }
  // Named, because tfjs would number its models and so let their text depend on what was built before.
  return tf.layers.model({ name: "model", inputs: input, outputs: outputs.at(-1)! });
}

/** A disagreement between a layer's inference and tfjs is a bug in its definition. */
function assertAgreement(node: Node, layer: TfLayer, output: SymbolicTensor): void {
  const computed = output.shape.slice(1) as number[];
  if (!sameShape(computed, node.shape)) {
    throw new Error(`${node.name}: inferred ${showShape(node.shape)}, tfjs computes ${showShape(computed)}`);
  }
  const built = layer.getWeights().map(({ shape }) => showShape(shape));
  const expected = node.weights.map(({ shape }) => showShape(shape));
  if (built.join() !== expected.join()) {
    throw new Error(`${node.name}: expected weights ${expected.join()}, tfjs made ${built.join()}`);
  }
}

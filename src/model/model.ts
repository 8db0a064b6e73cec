import type { Shape } from "../base/shape.ts";
import type { Tagged } from "../component/component.ts";
import type { WeightSpec } from "./layer.ts";

/** One item of the resolved model: a tagged layer, its label, and where its input comes from. */
export interface LayerItem {
  readonly layer: Tagged;
  /** Given in the file, or the layer's own name with a running number: `dense`, `dense_1`. */
  readonly name: string;
  /** Names of the inputs; absent means the item before (or the model's input for the first). */
  readonly from?: readonly string[];
}

/** A layer in its place in the graph, with everything that can be known before a tensor is made. */
export interface Node {
  /** Position in `Model.nodes`; inputs always have smaller positions. */
  readonly index: number;
  readonly name: string;
  readonly layer: Tagged;
  /** Positions of the input nodes; −1 is the model's input. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly weights: readonly WeightSpec[];
}

/** A model as plain data: the graph an engine compiles. The last node is the output. */
export interface Model {
  readonly input: Shape;
  readonly nodes: readonly Node[];
  readonly output: Shape;
}

/** A weight with the node that owns it. */
export interface OwnedWeight {
  readonly node: Node;
  readonly spec: WeightSpec;
}

/** All weights in the one order that states, checkpoints and hashes use: by node, then as the layer lists them. */
export function weightsOf(model: Model): OwnedWeight[] {
  return model.nodes.flatMap((node) => node.weights.map((spec) => ({ node, spec })));
}

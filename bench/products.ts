import { sizeOf } from "../src/base/shape.ts";
import { nameOf } from "../src/component/component.ts";
import type { Model, Node } from "../src/model/model.ts";

/** Layers whose every output is a sum of products with the last axis of their kernel's. */
const DENSE = ["dense", "conv1d", "conv2d", "conv3d"];

/**
 * Multiply-adds of one sample, as the definition of the layers counts them: however a kernel gets at the result, it
 * is measured by this. In training each product is done three times: forward, and back to the weights and to the
 * input, but for what comes before the first weights.
 */
export function productsOf(model: Model): { readonly training: number; readonly inference: number } {
  let [training, inference] = [0, 0];
  const reached: boolean[] = [];
  for (const node of model.nodes) {
    const products = nodeProducts(node);
    const inputReached = node.inputs.some((source) => source !== -1 && reached[source]!);
    inference += products;
    training += products * (inputReached ? 3 : 2);
    reached.push(inputReached || node.weights.some(({ trainable }) => trainable));
  }
  return { training, inference };
}

function nodeProducts({ layer, shape, weights }: Node): number {
  if (!DENSE.includes(nameOf(layer))) return 0;
  const kernel = weights[0]!.shape;
  return (sizeOf(shape) * sizeOf(kernel)) / kernel.at(-1)!;
}

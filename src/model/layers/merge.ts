import { OptionProblem } from "../../base/errors.ts";
import { type Shape, sameShape, showShape } from "../../base/shape.ts";
import { flag, int, options, perAxis, sizes } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { layer } from "../layer.ts";

/** Layers that make one output of several inputs. */

export const add = layer({
  name: "add",
  summary: "Sum of its inputs, value by value",
  inputs: "many",
  options: options({}),
  shape: (inputs) => commonShape(inputs, "add"),
  build: (tf, options, context) => tf.layers.layers.add(tfArguments(tf, options, context)),
});

export const multiply = layer({
  name: "multiply",
  summary: "Product of its inputs, value by value",
  inputs: "many",
  options: options({}),
  shape: (inputs) => commonShape(inputs, "multiply"),
  build: (tf, options, context) => tf.layers.layers.multiply(tfArguments(tf, options, context)),
});

export const average = layer({
  name: "average",
  summary: "Mean of its inputs, value by value",
  inputs: "many",
  options: options({}),
  shape: (inputs) => commonShape(inputs, "average"),
  build: (tf, options, context) => tf.layers.layers.average(tfArguments(tf, options, context)),
});

export const maximum = layer({
  name: "maximum",
  summary: "Largest of its inputs, value by value",
  inputs: "many",
  options: options({}),
  shape: (inputs) => commonShape(inputs, "maximum"),
  build: (tf, options, context) => tf.layers.layers.maximum(tfArguments(tf, options, context)),
});

export const minimum = layer({
  name: "minimum",
  summary: "Smallest of its inputs, value by value",
  inputs: "many",
  options: options({}),
  shape: (inputs) => commonShape(inputs, "minimum"),
  build: (tf, options, context) => tf.layers.layers.minimum(tfArguments(tf, options, context)),
});

export const concatenate = layer({
  name: "concatenate",
  summary: "Its inputs one after the other along one axis",
  inputs: "many",
  options: options({
    axis: int("The axis, counted from 1; −1 is the last", { default: -1 }),
  }),
  shape(inputs, { axis }) {
    const along = axisOf(inputs[0]!, axis, ["axis"]) - 1;
    const rest = inputs.map((shape) => shape.filter((_, index) => index !== along));
    const length = inputs[0]!.length;
    if (inputs.some((shape, index) => shape.length !== length || !sameShape(rest[index]!, rest[0]!))) {
      throw new OptionProblem(
        [],
        `concatenate cannot join ${listShapes(inputs)} along axis ${along + 1}`,
        "all other axes must be of one size",
      );
    }
    const joined = inputs.reduce((sum, shape) => sum + shape[along]!, 0);
    return inputs[0]!.map((size, index) => (index === along ? joined : size));
  },
  // tfjs takes every negative axis for the last.
  build: (tf, { axis }, { name, inputShapes }) =>
    tf.layers.layers.concatenate({ name, axis: axisOf(inputShapes[0]!, axis, ["axis"]) }),
});

/**
 * Vectors [n] and [n] to [1]; sequences [a, n] and [b, n] to [a, b]; a sequence [a, n] and a vector [n] to [a]:
 * whatever axis of each `axes` names is summed over, and the others remain.
 */
export const dot = layer({
  name: "dot",
  summary: "Scalar products of two inputs along one axis of each",
  inputs: "many",
  options: options({
    axes: sizes(2, "The axis of each input that is summed over, counted from 1; −1 is the last", {}),
    normalize: flag("Whether to scale both to length 1 first, for cosine similarity", false),
  }),
  shape(inputs, { axes }) {
    const [first, second] = inputs;
    if (inputs.length !== 2 || inputs.some((shape) => shape.length < 1 || shape.length > 2)) {
      throw new OptionProblem([], `dot takes two vectors or sequences, not ${listShapes(inputs)}`);
    }
    const [a, b] = dotAxes(inputs, axes);
    if (first![a! - 1] !== second![b! - 1]) {
      throw new OptionProblem(
        ["axes"],
        `axis ${a} of ${showShape(first!)} and axis ${b} of ${showShape(second!)} are not of one size`,
      );
    }
    const remaining = [
      first!.filter((_, index) => index !== a! - 1),
      second!.filter((_, index) => index !== b! - 1),
    ];
    const shape = remaining.flat();
    return shape.length === 0 ? [1] : shape;
  },
  build: (tf, { axes, normalize }, { name, inputShapes }) =>
    tf.layers.layers.dot({ name, normalize, axes: dotAxes(inputShapes, axes) as [number, number] }),
});

/** The inputs' one shape. Broadcasting is refused: it is nearly always a slip, and engines differ in it. */
function commonShape(inputs: readonly Shape[], name: string): Shape {
  const [first, ...others] = inputs;
  if (others.every((shape) => sameShape(shape, first!))) return first!;
  throw new OptionProblem(
    [],
    `${name} needs inputs of one shape, not ${listShapes(inputs)}`,
    "a conv2d of kernelSize 1 or a dense layer can bring one of them to the other's shape",
  );
}

function dotAxes(inputs: readonly Shape[], axes: number | readonly number[]): number[] {
  return perAxis(axes, 2).map((axis, index) =>
    axisOf(inputs[index]!, axis, typeof axes === "number" ? ["axes"] : ["axes", index]),
  );
}

/** The axis counted from 1. */
function axisOf(input: Shape, axis: number, path: readonly (string | number)[]): number {
  const counted = axis < 0 ? input.length + 1 + axis : axis;
  if (counted >= 1 && counted <= input.length) return counted;
  throw new OptionProblem(
    path,
    `axis ${axis} does not exist in the input ${showShape(input)}`,
    `axes are counted from 1 to ${input.length}, or from the end: −1 is the last`,
  );
}

function listShapes(shapes: readonly Shape[]): string {
  const shown = shapes.map(showShape);
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

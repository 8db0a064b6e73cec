import { OptionProblem } from "../../base/errors.ts";
import { showShape, sizeOf } from "../../base/shape.ts";
import { int, list, options } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { onlyInput } from "../expect.ts";
import { layer } from "../layer.ts";

/** Layers that move values about and change none. */

export const flatten = layer({
  name: "flatten",
  summary: "Lays all values of a sample out as one vector, row-major",
  inputs: "one",
  options: options({}),
  shape: ([input]) => [sizeOf(input!)],
  // tfjs's own refuses a vector, which is flat already.
  build: (tf, options, context) =>
    context.inputShapes[0]!.length > 1
      ? tf.layers.layers.flatten(tfArguments(tf, options, context))
      : tf.layers.layers.reshape({ name: context.name, targetShape: [sizeOf(context.inputShapes[0]!)] }),
});

export const reshape = layer({
  name: "reshape",
  summary: "The same values in another shape, row-major",
  inputs: "one",
  options: options({
    targetShape: list(
      int("Size of the axis", { min: -1 }),
      "The new shape; −1 stands for what is left over",
      {
        least: 1,
      },
    ),
  }),
  shape: ([input], { targetShape }) => resolveTarget(input!, targetShape),
  build: (tf, { targetShape }, { name, inputShapes }) =>
    tf.layers.layers.reshape({ name, targetShape: resolveTarget(inputShapes[0]!, targetShape) }),
});

export const permute = layer({
  name: "permute",
  summary: "Puts the axes in another order",
  inputs: "one",
  options: options({
    dims: list(int("Axis", { min: 1 }), "The input's axes in their new order, counted from 1: [2, 1]", {
      least: 1,
    }),
  }),
  shape([input], { dims }) {
    const expected = input!.map((_, axis) => axis + 1);
    const fits = dims.length === expected.length && expected.every((axis) => dims.includes(axis));
    if (fits) return dims.map((axis) => input![axis - 1]!);
    throw new OptionProblem(
      ["dims"],
      `dims [${dims.join(", ")}] do not order the ${input!.length} axes of the input ${showShape(input!)}`,
      `each of ${expected.join(", ")} must stand there once`,
    );
  },
  build: (tf, options, context) => tf.layers.layers.permute(tfArguments(tf, options, context)),
});

export const repeatVector = layer({
  name: "repeatVector",
  summary: "A vector n times over, as a sequence",
  inputs: "one",
  options: options({ n: int("Steps of the sequence", { min: 1 }) }),
  shape: (inputs, { n }) => [n, ...onlyInput(inputs, "repeatVector", 1)],
  build: (tf, options, context) => tf.layers.layers.repeatVector(tfArguments(tf, options, context)),
});

function resolveTarget(input: readonly number[], target: readonly number[]): number[] {
  const known = sizeOf(target.filter((size) => size !== -1));
  const open = target.filter((size) => size === -1).length;
  const rest = sizeOf(input) / known;
  if (target.includes(0)) {
    throw new OptionProblem(["targetShape", target.indexOf(0)], "an axis of size 0 holds nothing");
  }
  if (open > 1) {
    throw new OptionProblem(["targetShape", target.lastIndexOf(-1)], "only one axis may be −1");
  }
  if (open === 0 ? rest !== 1 : !Number.isInteger(rest)) {
    throw new OptionProblem(
      ["targetShape"],
      `shape ${showShape(target)} does not hold the ${sizeOf(input)} values of the input ${showShape(input)}`,
      "write −1 for one axis to have it computed",
    );
  }
  return target.map((size) => (size === -1 ? rest : size));
}

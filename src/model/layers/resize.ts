import { OptionProblem } from "../../base/errors.ts";
import { showShape } from "../../base/shape.ts";
import { int, list, options } from "../../component/options.ts";
import { type Schema, schema } from "../../component/schema.ts";
import { onlyInput } from "../expect.ts";
import { layer } from "../layer.ts";
import { overImage, rows } from "./image.ts";

/** Layers that make sequences and images larger or smaller without weights. */

/** One number for all four sides, [rows, columns], or [[top, bottom], [left, right]]. */
export type Borders = number | readonly (number | readonly number[])[];

export const zeroPadding1d = layer({
  name: "zeroPadding1d",
  summary: "Lays zeros before and after a sequence",
  inputs: "one",
  options: options({
    padding: list(int("Steps", { min: 0 }), "Steps of zeros, as [before, after]", {
      least: 2,
      most: 2,
      default: [1, 1],
    }),
  }),
  shape(inputs, { padding: [before, after] }) {
    const [steps, features] = onlyInput(inputs, "zeroPadding1d", 2);
    return [steps! + before! + after!, features!];
  },
  build(tf, { padding: [before, after] }, context) {
    const pad = tf.layers.layers.zeroPadding2d({
      name: `${context.name}/pad`,
      padding: rows(before!, after!),
    });
    return overImage(tf, context, pad, context.inputShapes[0]![0]! + before! + after!);
  },
});

export const zeroPadding2d = layer({
  name: "zeroPadding2d",
  summary: "Lays zeros around an image",
  inputs: "one",
  options: options({ padding: borders("Rows and columns of zeros", 1) }),
  shape(inputs, { padding }) {
    const [height, width, channels] = onlyInput(inputs, "zeroPadding2d", 3);
    const [[top, bottom], [left, right]] = sides(padding);
    return [height! + top + bottom, width! + left + right, channels!];
  },
  build: (tf, { padding }, { name }) => tf.layers.layers.zeroPadding2d({ name, padding: sides(padding) }),
});

export const cropping2d = layer({
  name: "cropping2d",
  summary: "Cuts off the borders of an image",
  inputs: "one",
  options: options({ cropping: borders("Rows and columns cut off") }),
  shape(inputs, { cropping }) {
    const input = onlyInput(inputs, "cropping2d", 3);
    const [[top, bottom], [left, right]] = sides(cropping);
    const [height, width, channels] = [input[0]! - top - bottom, input[1]! - left - right, input[2]!];
    if (height >= 1 && width >= 1) return [height, width, channels];
    throw new OptionProblem(
      ["cropping"],
      `cropping ${top + bottom} rows and ${left + right} columns leaves nothing of the input ${showShape(input)}`,
    );
  },
  build: (tf, { cropping }, { name }) => tf.layers.layers.cropping2D({ name, cropping: sides(cropping) }),
});

function borders(what: string, value?: number): Schema<Borders> {
  return schema<Borders>({
    type: ["integer", "array"],
    minimum: 0,
    items: {
      type: ["integer", "array"],
      minimum: 0,
      items: { type: "integer", minimum: 0 },
      minItems: 2,
      maxItems: 2,
    },
    minItems: 2,
    maxItems: 2,
    description: `${what}: one number, [rows, columns], or [[top, bottom], [left, right]]`,
    ...(value === undefined ? {} : { default: value }),
  });
}

/** Borders written out: [[top, bottom], [left, right]]. */
export function sides(value: Borders): [[number, number], [number, number]] {
  const [vertical, horizontal] = typeof value === "number" ? [value, value] : value;
  return [both(vertical!), both(horizontal!)];
}

function both(value: number | readonly number[]): [number, number] {
  return typeof value === "number" ? [value, value] : [value[0]!, value[1]!];
}

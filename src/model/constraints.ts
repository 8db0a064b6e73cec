import { type Shape, showShape, sizeOf } from "../base/shape.ts";
import { family } from "../component/family.ts";
import { float, int, list, options } from "../component/options.ts";
import type { Schema } from "../component/schema.ts";
import { type Constraint, constraint } from "./constraint.ts";

/** Keeps a division by a norm finite; the value of tfjs and Keras. */
const EPSILON = 1e-7;

const maxNorm = constraint({
  name: "maxNorm",
  summary: "Scales down vectors that are longer than a bound",
  options: options({ maxValue: float("Largest length", { min: 0, default: 2 }), axis: axisOption() }),
  refuses: (shape, { axis }) => refusedAxis(shape, axis),
  apply: (value, shape, { maxValue, axis }) =>
    rescale(value, shape, axis, (norm) => Math.min(norm, maxValue)),
});

const minMaxNorm = constraint({
  name: "minMaxNorm",
  summary: "Scales vectors so that their length comes between two bounds",
  options: options({
    minValue: float("Smallest length", { min: 0, default: 0 }),
    maxValue: float("Largest length", { min: 0, default: 1 }),
    rate: float("How far each update goes towards the bounds, 1 being all the way", {
      min: 0,
      max: 1,
      default: 1,
    }),
    axis: axisOption(),
  }),
  refuses: (shape, { axis, minValue, maxValue }) =>
    minValue > maxValue
      ? `minValue ${minValue} is larger than maxValue ${maxValue}`
      : refusedAxis(shape, axis),
  apply: (value, shape, { minValue, maxValue, rate, axis }) =>
    rescale(
      value,
      shape,
      axis,
      (norm) => rate * Math.min(Math.max(norm, minValue), maxValue) + (1 - rate) * norm,
    ),
});

const unitNorm = constraint({
  name: "unitNorm",
  summary: "Scales vectors to length 1",
  options: options({ axis: axisOption() }),
  refuses: (shape, { axis }) => refusedAxis(shape, axis),
  apply: (value, shape, { axis }) => rescale(value, shape, axis, () => 1),
});

const nonNeg = constraint({
  name: "nonNeg",
  summary: "Sets negative weights to 0",
  options: options({}),
  apply(value) {
    for (let index = 0; index < value.length; index++) if (value[index]! < 0) value[index] = 0;
  },
});

/** Every constraint a weight can be given. */
export const constraints = family<Constraint>("constraint", [maxNorm, minMaxNorm, unitNorm, nonNeg]);

function axisOption(): Schema<readonly number[]> {
  return list(
    int("Axis", { min: 0 }),
    "Axes of the weight that one vector runs along: [0] for a dense kernel, [0, 1, 2] for a conv2d kernel",
    { least: 1, default: [0] },
  );
}

function refusedAxis(shape: Shape, axis: readonly number[]): string | undefined {
  const outside = axis.find((index) => index >= shape.length);
  return outside === undefined
    ? undefined
    : `axis ${outside} does not exist in a weight of ${showShape(shape)}`;
}

/**
 * Multiplies each vector along `axis` by wanted(norm) ÷ (ε + norm), the arithmetic of tfjs, in double
 * precision.
 */
function rescale(
  value: Float32Array,
  shape: Shape,
  axis: readonly number[],
  wanted: (norm: number) => number,
): void {
  const vectorOf = vectorIndex(shape, axis);
  const squares = new Float64Array(sizeOf(shape.filter((_, at) => !axis.includes(at))));
  for (let index = 0; index < value.length; index++) squares[vectorOf[index]!]! += value[index]! ** 2;
  const factors = squares.map((square) => wanted(Math.sqrt(square)) / (EPSILON + Math.sqrt(square)));
  for (let index = 0; index < value.length; index++) value[index]! *= factors[vectorOf[index]!]!;
}

/** For each element the number of its vector: its row-major position with the axes in `axis` left out. */
function vectorIndex(shape: Shape, axis: readonly number[]): Uint32Array {
  const index = new Uint32Array(sizeOf(shape));
  let [elementStride, vectorStride] = [1, 1];
  for (let at = shape.length - 1; at >= 0; at--) {
    const size = shape[at]!;
    if (!axis.includes(at)) {
      for (let element = 0; element < index.length; element++) {
        index[element]! += (Math.floor(element / elementStride) % size) * vectorStride;
      }
      vectorStride *= size;
    }
    elementStride *= size;
  }
  return index;
}

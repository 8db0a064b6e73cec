import { sizeOf } from "../base/shape.ts";
import type { Samples } from "./dataset.ts";
import { room } from "./memory.ts";

/** The same samples with `x × scale + offset` on top of what is applied already. */
export function withAffine(samples: Samples, scale: readonly number[], offset: readonly number[]): Samples {
  const { features } = samples;
  // A step may count values in other groups than the one before it: after a reshape, say.
  const length = [features.scale, scale, offset].reduce(
    (common, { length }) => leastCommonMultiple(common, length),
    1,
  );
  const pick = (values: ArrayLike<number>, at: number) => values[at % values.length]!;
  const indices = Array.from({ length }, (_, at) => at);
  return {
    ...samples,
    features: {
      ...features,
      scale: Float32Array.from(indices, (at) => pick(features.scale, at) * pick(scale, at)),
      offset: Float32Array.from(
        indices,
        (at) => pick(features.offset, at) * pick(scale, at) + pick(offset, at),
      ),
    },
  };
}

/** All values as the model sees them, in an array of their own: for steps that mix values. */
export function materialized(samples: Samples): Float32Array {
  const values = room(Float32Array, samples.count * sizeOf(samples.features.shape), []);
  eachValue(samples, (value, at) => {
    values[at] = value;
  });
  return values;
}

/** Visits every value as the model sees it, in the order of the storage. */
export function eachValue(
  { features: { storage, scale, offset } }: Samples,
  visit: (value: number, at: number) => void,
): void {
  const groups = scale.length;
  for (let at = 0, group = 0; at < storage.length; at++) {
    visit(Math.fround(storage[at]! * scale[group]! + offset[group]!), at);
    if (++group === groups) group = 0;
  }
}

export const IDENTITY = { scale: Float32Array.of(1), offset: Float32Array.of(0) };

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

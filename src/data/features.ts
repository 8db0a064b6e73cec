import { sizeOf } from "../base/shape.ts";
import type { Features, Samples } from "./dataset.ts";

/** Which number of `scale` and `offset` belongs to value `at` of a sample. */
export function affineIndex(length: number, at: number): number {
  return length === 1 ? 0 : at % length;
}

/** The value of `features` that the model sees at position `at` of the storage. */
export function valueAt({ storage, scale, offset, shape }: Features, at: number): number {
  const within = at % sizeOf(shape);
  return Math.fround(
    storage[at]! * scale[affineIndex(scale.length, within)]! + offset[affineIndex(offset.length, within)]!,
  );
}

/** The same samples with `x × scale + offset` on top of what is applied already. */
export function withAffine(samples: Samples, scale: readonly number[], offset: readonly number[]): Samples {
  const { features } = samples;
  const length = Math.max(features.scale.length, features.offset.length, scale.length, offset.length);
  const pick = (values: ArrayLike<number>, at: number) => values[affineIndex(values.length, at)]!;
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
export function materialized({ features, count }: Samples): Float32Array {
  const values = new Float32Array(count * sizeOf(features.shape));
  for (let at = 0; at < values.length; at++) values[at] = valueAt(features, at);
  return values;
}

export const IDENTITY = { scale: Float32Array.of(1), offset: Float32Array.of(0) };

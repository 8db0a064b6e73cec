import { stream } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import type { Tagged } from "../component/component.ts";
import { augmentations } from "./augmentations.ts";
import type { Samples } from "./dataset.ts";

/** How the samples of a training batch are changed. */
export interface BatchAugmentation {
  /** Tagged augmentations in order. */
  readonly augment: readonly Tagged[];
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Writes the samples of a batch to `out`, [indices.length, …shape] row-major, as the model sees them. With an
 * augmentation, each sample is changed by randomness of its own: seed, place in the list, epoch and the sample's
 * index, so that the order of batches does not matter.
 */
export function fillFeatures(
  { features }: Samples,
  indices: Uint32Array,
  out: Float32Array,
  augmentation?: BatchAugmentation,
): void {
  const { storage, shape, scale, offset } = features;
  const size = sizeOf(shape);
  if (scale.length === 1 && offset.length === 1) {
    const [factor, shift] = [scale[0]!, offset[0]!];
    for (let row = 0; row < indices.length; row++) {
      const from = indices[row]! * size;
      const to = row * size;
      for (let at = 0; at < size; at++) out[to + at] = storage[from + at]! * factor + shift;
    }
  } else {
    const groups = scale.length;
    for (let row = 0; row < indices.length; row++) {
      const from = indices[row]! * size;
      const to = row * size;
      for (let at = 0; at < size; at++) {
        out[to + at] = storage[from + at]! * scale[at % groups]! + offset[at % groups]!;
      }
    }
  }
  if (augmentation !== undefined && augmentation.augment.length > 0) {
    augmentBatch(out, shape, indices, augmentation);
  }
}

/** Writes the labels of a batch to `out`, [indices.length, …labels.shape] row-major. */
export function fillLabels({ labels }: Samples, indices: Uint32Array, out: Float32Array): void {
  const size = sizeOf(labels.shape);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * size;
    for (let at = 0; at < size; at++) out[row * size + at] = labels.values[from + at]!;
  }
}

function augmentBatch(
  out: Float32Array,
  shape: readonly number[],
  indices: Uint32Array,
  { augment, seed, epoch }: BatchAugmentation,
): void {
  const size = sizeOf(shape);
  const scratch = new Float32Array(size);
  const opened = augment.map((tagged) => augmentations.open(tagged));
  for (let row = 0; row < indices.length; row++) {
    const image = out.subarray(row * size, (row + 1) * size);
    for (const [place, { component, options }] of opened.entries()) {
      const random = stream(seed, `augment/${place}`, epoch, indices[row]!);
      component.apply(image, shape, random, scratch, options);
    }
  }
}

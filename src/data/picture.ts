import { sizeOf } from "../base/shape.ts";
import type { DataFacts, Samples } from "./dataset.ts";

/** An image: rows from the top, `channels` bytes a pixel, 1 grey or 3 red, green and blue. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/** Whether samples are images that can be looked at: [height, width, 1] or [height, width, 3]. */
export function arePictures({ shape }: Pick<DataFacts, "shape">): boolean {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

/**
 * A sample as it came, before anything that is done to its values: bytes are pixels as they are, other numbers are
 * stretched from the image's least to its largest. An image with a longer side than `most` is made smaller by
 * averaging whole blocks. `arePictures` holds for the samples.
 */
export function pictureOf({ features: { storage, shape } }: Samples, sample: number, most: number): Picture {
  const [height, width, channels] = shape as [number, number, 1 | 3];
  const size = sizeOf(shape);
  const values = storage.subarray(sample * size, (sample + 1) * size);
  const bytes = values instanceof Uint8Array ? values : stretched(values);
  const factor = Math.ceil(Math.max(height, width) / most);
  if (factor <= 1) return { width, height, channels, bytes: Uint8Array.from(bytes) };
  return smaller({ width, height, channels, bytes }, factor);
}

function stretched(values: Int32Array | Float32Array): Uint8Array {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  const range = largest - least || 1;
  return Uint8Array.from(values, (value) => Math.round((255 * (value - least)) / range));
}

/** Every `factor` × `factor` pixels become one; what is left over at the right and below is cut off. */
function smaller({ width, height, channels, bytes }: Picture, factor: number): Picture {
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.floor(side / factor))) as [
    number,
    number,
  ];
  const [across, down] = [Math.min(factor, width), Math.min(factor, height)];
  const out = new Uint8Array(columns * rows * channels);
  for (let at = 0; at < out.length; at++) {
    const [channel, pixel] = [at % channels, Math.floor(at / channels)];
    const [left, top] = [(pixel % columns) * factor, Math.floor(pixel / columns) * factor];
    let sum = 0;
    for (let y = top; y < top + down; y++) {
      for (let x = left; x < left + across; x++) sum += bytes[(y * width + x) * channels + channel]!;
    }
    out[at] = Math.round(sum / (across * down));
  }
  return { width: columns, height: rows, channels, bytes: out };
}

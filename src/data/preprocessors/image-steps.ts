import { OptionProblem } from "../../base/errors.ts";
import { showShape, sizeOf } from "../../base/shape.ts";
import { int, options } from "../../component/options.ts";
import type { DataFacts, Samples } from "../dataset.ts";
import { IDENTITY, materialized } from "../features.ts";
import { room } from "../memory.ts";
import { preprocessor } from "../preprocessor.ts";

/** Steps for images [height, width, channels]. They mix values, so they are done once, when data are opened. */

/** ITU-R BT.601 luma. */
const LUMA = [0.299, 0.587, 0.114] as const;

export const grayscale = preprocessor({
  name: "grayscale",
  summary: "Colour images to one channel of brightness",
  options: options({}),
  facts(before) {
    const [height, width, channels] = imageShape(before, "grayscale");
    if (channels === 3) return { ...before, shape: [height, width, 1] };
    throw new OptionProblem([], `grayscale needs three channels, and samples are ${showShape(before.shape)}`);
  },
  fit: () => (samples) => {
    const values = materialized(samples);
    const grey = new Float32Array(values.length / 3);
    for (let pixel = 0; pixel < grey.length; pixel++) {
      const at = pixel * 3;
      grey[pixel] = LUMA[0] * values[at]! + LUMA[1] * values[at + 1]! + LUMA[2] * values[at + 2]!;
    }
    return withValues(samples, grey, [...samples.features.shape.slice(0, 2), 1]);
  },
});

/** Bilinear, pixel centres aligned at half integers, edges repeated: as OpenCV and TensorFlow 2 do. */
export const resize = preprocessor({
  name: "resize",
  summary: "Images to another height and width",
  options: options({
    height: int("Rows of pixels", { min: 1 }),
    width: int("Columns of pixels", { min: 1 }),
  }),
  facts(before, { height, width }) {
    return { ...before, shape: [height, width, imageShape(before, "resize")[2]] };
  },
  fit:
    (_train, { height, width }) =>
    (samples) => {
      const [oldHeight = 0, oldWidth = 0, channels = 0] = samples.features.shape;
      const values = materialized(samples);
      const resized = room(Float32Array, samples.count * height * width * channels, ["height"]);
      const rows = taps(oldHeight, height, oldWidth * channels);
      const columns = taps(oldWidth, width, channels);
      let at = 0;
      for (let sample = 0; sample < samples.count; sample++) {
        const start = sample * oldHeight * oldWidth * channels;
        for (const row of rows) {
          for (const column of columns) {
            for (let channel = start; channel < start + channels; channel++) {
              const upper = channel + row.low;
              const lower = channel + row.high;
              const top = between(values[upper + column.low]!, values[upper + column.high]!, column.share);
              const bottom = between(values[lower + column.low]!, values[lower + column.high]!, column.share);
              resized[at++] = between(top, bottom, row.share);
            }
          }
        }
      }
      return withValues(samples, resized, [height, width, channels]);
    },
});

/**
 * For each place of the new axis, where the two places of the old one that it lies between begin in the storage, and
 * how near it is to the second; `stride` is the distance of two places.
 */
function taps(before: number, after: number, stride: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: after }, (_, index) => {
    const place = Math.min(Math.max(((index + 0.5) * before) / after - 0.5, 0), before - 1);
    const low = Math.floor(place);
    return { low: low * stride, high: Math.min(low + 1, before - 1) * stride, share: place - low };
  });
}

function between(low: number, high: number, share: number): number {
  return low * (1 - share) + high * share;
}

function imageShape({ shape }: DataFacts, step: string): readonly [number, number, number] {
  if (shape.length === 3) return shape as unknown as readonly [number, number, number];
  throw new OptionProblem(
    [],
    `${step} needs images, and samples are ${showShape(shape)}`,
    "reshape them to [height, width, channels] first",
  );
}

function withValues(samples: Samples, storage: Float32Array, shape: readonly number[]): Samples {
  if (storage.length !== samples.count * sizeOf(shape)) throw new Error("an image step lost values");
  return { ...samples, features: { storage, shape, ...IDENTITY } };
}

import type { Shape } from "../../base/shape.ts";

/** A matrix [2, 3] that makes (row, column, 1) the place (y, x) that a pixel is taken from, in pixels. */
export type Affine = readonly [Row, Row];

type Row = readonly [number, number, number];

/**
 * Makes each pixel of an image [height, width, channels] from the place (y, x) that `from` names, bilinearly;
 * places outside take the nearest edge. In place, by way of `scratch`, which has the image's size.
 */
export function resample(image: Float32Array, shape: Shape, scratch: Float32Array, from: Affine): void {
  const [height = 0, width = 0, channels = 0] = shape;
  const [[yRow, yColumn, yOffset], [xRow, xColumn, xOffset]] = from;
  scratch.set(image);
  let at = 0;
  // Nothing is allocated and nothing called by way of a value here: this runs for each pixel of each image.
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const y = yRow * row + yColumn * column + yOffset;
      const x = xRow * row + xColumn * column + xOffset;
      const top = Math.floor(y);
      const left = Math.floor(x);
      const down = y - top;
      const across = x - left;
      const upper = within(top, height) * width;
      const lower = within(top + 1, height) * width;
      const near = within(left, width);
      const far = within(left + 1, width);
      for (let channel = 0; channel < channels; channel++) {
        const above =
          scratch[(upper + near) * channels + channel]! * (1 - across) +
          scratch[(upper + far) * channels + channel]! * across;
        const below =
          scratch[(lower + near) * channels + channel]! * (1 - across) +
          scratch[(lower + far) * channels + channel]! * across;
        image[at++] = above * (1 - down) + below * down;
      }
    }
  }
}

function within(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}

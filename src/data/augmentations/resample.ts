import type { Shape } from "../../base/shape.ts";

/**
 * Makes each pixel of an image [height, width, channels] from the place (y, x) that `from` names, bilinearly;
 * places outside take the nearest edge. In place, by way of `scratch`.
 */
export function resample(
  image: Float32Array,
  shape: Shape,
  scratch: Float32Array,
  from: (y: number, x: number) => readonly [number, number],
): void {
  const [height = 0, width = 0, channels = 0] = shape;
  scratch.set(image);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = from(row, column);
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [down, across] = [y - top, x - left];
      const [y0, y1] = [within(top, height), within(top + 1, height)];
      const [x0, x1] = [within(left, width), within(left + 1, width)];
      for (let channel = 0; channel < channels; channel++) {
        const pixel = (v: number, u: number) => scratch[(v * width + u) * channels + channel]!;
        const upper = pixel(y0, x0) * (1 - across) + pixel(y0, x1) * across;
        const lower = pixel(y1, x0) * (1 - across) + pixel(y1, x1) * across;
        image[at++] = upper * (1 - down) + lower * down;
      }
    }
  }
}

function within(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}

import { type Shape, sizeOf } from "../../../src/base/shape.ts";
import { imageOf, type Sweep } from "../../../src/engine/wasm/lowerings/window.ts";

/** A convolution with a gradient by its output. */
export interface Problem {
  readonly count: number;
  /** [height, width, channels] of a sample. */
  readonly image: Shape;
  /** [height′, width′, filters]. */
  readonly shape: Shape;
  readonly along: readonly [down: Sweep, across: Sweep];
  readonly x: Float32Array;
  /** [taps down, taps across, channels, filters]. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly dy: Float32Array;
}

/** The output, and the gradients by input, kernel and bias, in double precision, by the definition. */
export function convolve({ count, image, shape, along, x, kernel, bias, dy }: Problem) {
  const [height, width, channels] = imageOf(image);
  const [outHeight, outWidth, filters] = imageOf(shape);
  const [down, across] = along;
  const result = {
    y: new Float64Array(count * sizeOf(shape)),
    dx: new Float64Array(x.length),
    kernel: new Float64Array(kernel.length),
    bias: new Float64Array(filters),
  };
  for (let out = 0; out < count * outHeight * outWidth; out++) {
    const sample = Math.floor(out / (outHeight * outWidth));
    const top = (Math.floor(out / outWidth) % outHeight) * down.stride - down.before;
    const left = (out % outWidth) * across.stride - across.before;
    for (let n = 0; n < filters; n++) {
      const at = out * filters + n;
      result.y[at]! += bias[n]!;
      result.bias[n]! += dy[at]!;
      for (let ky = 0; ky < down.size; ky++) {
        const row = top + ky * down.dilation;
        if (row < 0 || row >= height) continue;
        for (let kx = 0; kx < across.size; kx++) {
          const column = left + kx * across.dilation;
          if (column < 0 || column >= width) continue;
          for (let c = 0; c < channels; c++) {
            const from = ((sample * height + row) * width + column) * channels + c;
            const tap = ((ky * across.size + kx) * channels + c) * filters + n;
            result.y[at]! += x[from]! * kernel[tap]!;
            result.dx[from]! += dy[at]! * kernel[tap]!;
            result.kernel[tap]! += dy[at]! * x[from]!;
          }
        }
      }
    }
  }
  return result;
}

import { OptionProblem } from "../base/errors.ts";
import { type Shape, showShape } from "../base/shape.ts";
import { perAxis, word } from "../component/options.ts";
import type { Schema } from "../component/schema.ts";

type Sizes = number | readonly number[];

/** How a kernel or a pool moves over its input. */
export interface Window {
  /** What it is called in messages, and the option that holds its size. */
  readonly what: "kernel" | "pool";
  readonly option: "kernelSize" | "poolSize";
  readonly size: Sizes;
  readonly strides: Sizes;
  readonly padding: "valid" | "same" | "causal";
  readonly dilationRate?: Sizes;
}

/** Where a window may stand at the borders of its input. */
export const paddingOption: Schema<"valid" | "same"> = word(
  ["valid", "same"],
  "valid: the window stays inside its input; same: zeros around it, so that stride 1 keeps the size",
  "valid",
);

/**
 * The spatial sizes after a window has moved over `input`, whose last axis is channels: with `same` or
 * `causal` padding ⌈size ÷ stride⌉, with `valid` ⌈(size − window + 1) ÷ stride⌉, where a dilated window spans
 * (kernel − 1) × dilation + 1. Throws an OptionProblem where the window is larger than its input.
 */
export function slide(input: Shape, window: Window): number[] {
  const axes = input.length - 1;
  const size = perAxis(window.size, axes);
  const strides = perAxis(window.strides, axes);
  const dilation = perAxis(window.dilationRate ?? 1, axes);
  refuseMisplaced(window, axes);
  const span = size.map((width, axis) => (width - 1) * dilation[axis]! + 1);
  const room = input.slice(0, -1).map((length, axis) => {
    return window.padding === "valid" ? length - span[axis]! + 1 : length;
  });
  if (room.some((places) => places < 1)) {
    const spread = dilation.some((rate) => rate > 1) ? `, spread to ${showShape(span)} by its dilation,` : "";
    throw new OptionProblem(
      [window.option],
      `${window.what} ${showShape(size)}${spread} is larger than its input ${showShape(input)}`,
      `use a smaller ${window.option}, padding: same, or fewer layers that shrink before it`,
    );
  }
  return room.map((places, axis) => Math.ceil(places / strides[axis]!));
}

/**
 * Refuses what tfjs gets wrong: with `same` padding in three dimensions it sets a window that is smaller than
 * its stride off by one place.
 */
export function refuseMisplaced({ what, option, size, strides, padding }: Window, axes: number): void {
  if (axes < 3 || padding !== "same") return;
  const [lengths, steps] = [perAxis(size, axes), perAxis(strides, axes)];
  if (lengths.every((length, axis) => length >= steps[axis]!)) return;
  throw new OptionProblem(
    [option],
    `${what} ${showShape(lengths)} is smaller than its strides ${showShape(steps)}, which tfjs cannot pad`,
    "use padding: valid, or smaller strides",
  );
}

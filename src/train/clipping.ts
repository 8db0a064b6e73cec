import { float, optional } from "../component/options.ts";

/** How gradients may be cut before an update; every optimizer takes these options. */
export const clippingOptions = {
  clipValue: optional(float("Bound on the absolute value of each number of a gradient", { above: 0 })),
  clipNorm: optional(float("Bound on the Euclidean norm of each weight's gradient", { above: 0 })),
  globalClipNorm: optional(float("Bound on the Euclidean norm of all gradients together", { above: 0 })),
};

interface Clipping {
  readonly clipValue?: number;
  readonly clipNorm?: number;
  readonly globalClipNorm?: number;
}

/**
 * Cuts gradients in place: each value, then each weight's norm, then the norm over all of them, whichever are
 * asked for (Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML 2013).
 * Keras allows one of the three at a time.
 */
export function clip(
  gradients: readonly Float32Array[],
  { clipValue, clipNorm, globalClipNorm }: Clipping,
): void {
  if (clipValue !== undefined) {
    for (const gradient of gradients) {
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] = Math.min(Math.max(gradient[i]!, -clipValue), clipValue);
      }
    }
  }
  if (clipNorm !== undefined) {
    for (const gradient of gradients) scaleTo(clipNorm, Math.sqrt(squares(gradient)), [gradient]);
  }
  if (globalClipNorm !== undefined) {
    const norm = Math.sqrt(gradients.reduce((sum, gradient) => sum + squares(gradient), 0));
    scaleTo(globalClipNorm, norm, gradients);
  }
}

function squares(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

function scaleTo(bound: number, norm: number, gradients: readonly Float32Array[]): void {
  if (!(norm > bound)) return;
  const factor = bound / norm;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
  }
}

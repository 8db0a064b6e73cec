import { penaltyFactors } from "../../model/regularizers.ts";
import type { Region } from "./recorder.ts";
import type { Trained, UpdateContext } from "./updates.ts";

/** What is made of the gradient in memory before it moves a weight. */
export interface Cut {
  /** Factors of the weight's penalty, l1 Σ|w| + l2 Σw². */
  readonly l1: number;
  readonly l2: number;
  /** Bound on the absolute value of each number. */
  readonly bound: number;
  /** What each weight's gradient is scaled by then, and the weight's place among them; 0 where it is not scaled. */
  readonly factors: Region | 0;
  readonly index: number;
}

/** Floats whose squares one thread sums, in one order. */
const CHUNK = 4096;

/** Records what has to be known of all gradients before one of them can be cut to the optimizer's clipping options. */
export function recordCuts(
  { emit, region, table }: UpdateContext,
  weights: readonly Trained[],
  options: { readonly clipValue?: number; readonly clipNorm?: number; readonly globalClipNorm?: number },
): Cut[] {
  const { clipValue = Infinity, clipNorm = Infinity, globalClipNorm = Infinity } = options;
  const scales = clipNorm < Infinity || globalClipNorm < Infinity;
  const factors: Cut["factors"] = scales ? region(weights.length * 4) : 0;
  const cuts = weights.map((weight, index) => ({
    ...penaltyFactors(weight.spec.regularizer),
    bound: clipValue,
    factors,
    index,
  }));
  if (factors === 0) return cuts;
  const chunks = weights.map(({ layout }) => Math.ceil(layout.length / CHUNK));
  const sums = region(chunks.reduce((total, count) => total + count, 0) * 8);
  let first = 0;
  for (const [index, { value, gradient, layout }] of weights.entries()) {
    const { l1, l2, bound } = cuts[index]!;
    emit("squareSums", { value, gradient, size: layout.length, l1, l2, bound, chunk: CHUNK, sums, first });
    first += chunks[index]!;
  }
  const counts = table(Uint32Array.from(chunks));
  emit("clipFactors", { sums, chunks: counts, weights: weights.length, clipNorm, globalClipNorm, factors });
  return cuts;
}

import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { Comparison } from "../report/comparison.ts";
import { isLoss } from "../report/like-with-like.ts";

/** A change that is not to be crossed: `test.accuracy<-0.005` is crossed by a change below −0.005. */
export interface Threshold {
  readonly written: string;
  readonly figure: string;
  readonly side: "<" | ">";
  readonly bound: number;
}

/** Throws a RunExpError `bad-threshold` for what is none. */
export function parseThreshold(written: string): Threshold {
  const [, figure, side, bound] = /^\s*([\w.]+)\s*([<>])\s*(\S+)\s*$/.exec(written) ?? [];
  if (figure === undefined || side === undefined || !Number.isFinite(Number(bound))) {
    throw new RunExpError(
      "bad-threshold",
      `\`${written}\` is no threshold`,
      'write a figure, < or >, and a change: --fail-on "test.accuracy<-0.005"',
    );
  }
  return { written, figure, side: side as Threshold["side"], bound: Number(bound) };
}

/** A threshold that is crossed, with the change that does. */
export type Crossed = Threshold & { readonly change: number };

/**
 * The thresholds that a comparison crosses. A figure that is no finite number any more crosses all of its thresholds;
 * one that was none before and is now crosses none. Throws a RunExpError `bad-threshold` for a figure that is not there.
 */
export function crossed({ figures, sameLoss }: Comparison, thresholds: readonly Threshold[]): Crossed[] {
  return thresholds.flatMap((threshold) => {
    const { figure, side, bound, written } = threshold;
    const found = figures.find((own) => own.figure === figure);
    if (found === undefined) {
      const known = figures.map((own) => own.figure);
      throw new RunExpError(
        "bad-threshold",
        `\`${written}\`: there is no figure ${figure} in both versions`,
        hintFor(figure, known, sameLoss),
      );
    }
    const { before, after, change } = found;
    const worse = side === "<" ? change < bound : change > bound;
    const over = Number.isFinite(after) ? Number.isFinite(before) && worse : true;
    return over ? [{ ...threshold, change }] : [];
  });
}

function hintFor(figure: string, known: readonly string[], sameLoss: boolean): string {
  if (isLoss(figure) && !sameLoss) return "the losses are of different kinds, whose values are not compared";
  const near = nearest(figure, known);
  return near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
}

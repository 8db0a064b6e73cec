import { RunExpError } from "../base/errors.ts";
import type { Comparison } from "../report/comparison.ts";

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

/** The thresholds that a comparison crosses. Throws a RunExpError `bad-threshold` for a figure that is not there. */
export function crossed({ figures }: Comparison, thresholds: readonly Threshold[]): Threshold[] {
  return thresholds.filter(({ figure, side, bound, written }) => {
    const found = figures.find((own) => own.figure === figure);
    if (found === undefined) {
      const known = figures.map((own) => own.figure).join(", ");
      throw new RunExpError(
        "bad-threshold",
        `\`${written}\`: there is no figure ${figure} in both versions`,
        `there are ${known}`,
      );
    }
    // What is no number says nothing good of itself.
    if (Number.isNaN(found.change)) return true;
    return side === "<" ? found.change < bound : found.change > bound;
  });
}

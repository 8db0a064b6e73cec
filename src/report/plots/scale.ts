/** Values that span more than this factor are drawn on a logarithmic axis, or only the largest would be seen. */
const LINEAR_SPAN = 50;

/** The axis of some values: logarithmic where they span much and allow it, and wide enough for a single value. */
export function scaleOf(values: readonly number[], linearSpan = LINEAR_SPAN): object {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return { domain: [0, 1] };
  if (least === most)
    return { domain: [least - 0.1 * (Math.abs(least) || 1), most + 0.1 * (Math.abs(most) || 1)] };
  return isLogarithmic(values, linearSpan)
    ? { type: "log", nice: false, padding: 4 }
    : { zero: false, padding: 4 };
}

/** Whether values are above 0 and span more than a factor. */
export function isLogarithmic(values: readonly number[], linearSpan: number): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least > 0 && most / least > linearSpan;
}

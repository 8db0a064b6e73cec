/** Values that span more than this factor are drawn on a logarithmic axis, or only the largest would be seen. */
const LINEAR_SPAN = 50;

/** The axis of some values: logarithmic where they span much and allow it, and wide enough for a single value. */
export function scaleOf(values: readonly number[], padding = 4): object {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return { domain: [0, 1] };
  if (least === most)
    return { domain: [least - 0.1 * (Math.abs(least) || 1), most + 0.1 * (Math.abs(most) || 1)] };
  return least > 0 && most / least > LINEAR_SPAN
    ? { type: "log", nice: false, padding }
    : { zero: false, padding };
}

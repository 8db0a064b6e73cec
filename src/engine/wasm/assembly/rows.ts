/** Rows of any width, four values at a time; what the last four hold behind the row's end is left out. */

/** Values of a row that are added in single precision before their sum goes on in double, so that no sum decays. */
export const RUN = 256;

/** All bits of the first `left` lanes: of four where there are as many. */
// @ts-ignore: decorator
@inline
export function lanesBelow(left: i32): v128 {
  return v128.lt<i32>(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

/** Stores the first `left` of four values, or all where there are as many. */
// @ts-ignore: decorator
@inline
export function storeUpTo(to: usize, values: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, values);
  } else {
    store<f32>(to, f32x4.extract_lane(values, 0));
    if (left > 1) store<f32>(to, f32x4.extract_lane(values, 1), 4);
    if (left > 2) store<f32>(to, f32x4.extract_lane(values, 2), 8);
  }
}

/** The sum of four values. */
// @ts-ignore: decorator
@inline
export function sumOf(values: v128): f64 {
  const low = <f64>f32x4.extract_lane(values, 0) + <f64>f32x4.extract_lane(values, 1);
  return low + (<f64>f32x4.extract_lane(values, 2) + <f64>f32x4.extract_lane(values, 3));
}

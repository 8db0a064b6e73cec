import { multiplyAdd } from "./tiles";

/**
 * 1 where multiplyAdd rounds once, 0 where it rounds twice: (1 + 2⁻²³)² − (1 + 2⁻²²) is 2⁻⁴⁶ exactly, and 0 when the
 * square is rounded first.
 */
export function fuses(): i32 {
  const near = f32x4.splat(1 + f32.EPSILON);
  const result = multiplyAdd(near, near, f32x4.splat(-(1 + 2 * f32.EPSILON)));
  return f32x4.extract_lane(result, 0) != 0 ? 1 : 0;
}

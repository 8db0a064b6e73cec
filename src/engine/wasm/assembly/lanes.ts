/** Eight floats at a time where there may be fewer: the rest of a row must not be written. */

/** Stores the first `left` of eight values, 1 ≤ left ≤ 8. */
@inline
export function storeLanes(to: usize, low: v128, high: v128, left: i32): void {
  if (left == 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    storeFew(to, low, high, left);
  }
}

function storeFew(to: usize, low: v128, high: v128, left: i32): void {
  let rest = low;
  if (left >= 4) {
    v128.store(to, low);
    to += 16;
    left -= 4;
    rest = high;
  }
  if (left > 0) v128.store_lane<f32>(to, rest, 0);
  if (left > 1) v128.store_lane<f32>(to, rest, 1, 4);
  if (left > 2) v128.store_lane<f32>(to, rest, 2, 8);
}

/** Adds the first `left` of eight values to those at `to`. */
@inline
export function addLanes(to: usize, low: v128, high: v128, left: i32): void {
  storeLanes(to, v128.add<f32>(v128.load(to), low), v128.add<f32>(v128.load(to, 16), high), left);
}

/** Copies `length` floats. */
@inline
export function copyFloats(from: usize, to: usize, length: i32): void {
  const most = to + (<usize>(length & ~3) << 2);
  const end = to + (<usize>length << 2);
  while (to < most) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  while (to < end) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += 4;
  }
}

/** Sets `length` floats to 0. */
@inline
export function clearFloats(to: usize, length: i32): void {
  const most = to + (<usize>(length & ~3) << 2);
  const end = to + (<usize>length << 2);
  for (; to < most; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
}

/** Stores the first `left` of eight u16. */
@inline
export function storePlaces(to: usize, values: v128, left: i32): void {
  if (left == 8) v128.store(to, values);
  else storeFewPlaces(to, values, left);
}

function storeFewPlaces(to: usize, values: v128, left: i32): void {
  if (left >= 4) {
    v128.store_lane<i64>(to, values, 0);
    values = v128.shuffle<i64>(values, values, 1, 1);
    to += 8;
    left -= 4;
  }
  if (left > 0) v128.store_lane<i16>(to, values, 0);
  if (left > 1) v128.store_lane<i16>(to, values, 1, 2);
  if (left > 2) v128.store_lane<i16>(to, values, 2, 4);
}

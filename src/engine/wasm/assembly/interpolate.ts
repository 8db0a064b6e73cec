import { firstOf } from "./split";

/**
 * Enlarging the middle axis of [blocks][length][run] by a whole factor. Place r of the result lies at r ÷ factor: it takes
 * 1 − share of the place before and `share` of the place after, the last place standing for the one after it.
 * `shares` has a float for each of `factor` steps between two places. blocksPerSample × the i32 at `count` blocks.
 */
export function interpolate(
  count: usize,
  blocksPerSample: i32,
  length: i32,
  run: i32,
  factor: i32,
  shares: usize,
  x: usize,
  y: usize,
  thread: i32,
  threads: i32,
): void {
  const units = load<i32>(count) * blocksPerSample * length;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const before = x + (<usize>(unit * run) << 2);
    const after = unit % length == length - 1 ? before : before + (<usize>run << 2);
    let to = y + (<usize>(unit * factor * run) << 2);
    for (let step = 0; step < factor; step++) {
      const share = load<f32>(shares + <usize>(step << 2));
      for (let at = 0; at < run << 2; at += 4) {
        const a = load<f32>(before + <usize>at);
        store<f32>(to + <usize>at, share == 0 ? a : (<f32>1 - share) * a + share * load<f32>(after + <usize>at));
      }
      to += <usize>run << 2;
    }
  }
}

/** dx from dy: the adjoint of interpolate. Each place gathers from the steps before and after it. */
export function interpolateGradient(
  count: usize,
  blocksPerSample: i32,
  length: i32,
  run: i32,
  factor: i32,
  shares: usize,
  dy: usize,
  dx: usize,
  thread: i32,
  threads: i32,
): void {
  const units = load<i32>(count) * blocksPerSample * length;
  const stretch = <usize>(factor * run) << 2;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const place = unit % length;
    const own = dy + <usize>unit * stretch;
    const to = dx + (<usize>(unit * run) << 2);
    for (let at = 0; at < run; at++) {
      let from = own + (<usize>at << 2);
      let sum: f32 = 0;
      for (let step = 0; step < factor; step++) {
        const share = load<f32>(shares + <usize>(step << 2));
        let part: f32 = (<f32>1 - share) * load<f32>(from);
        if (place > 0) part += share * load<f32>(from - stretch);
        if (place == length - 1) part += share * load<f32>(from);
        sum += part;
        from += <usize>run << 2;
      }
      store<f32>(to + (<usize>at << 2), sum);
    }
  }
}

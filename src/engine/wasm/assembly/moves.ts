import { copyFloats } from "./lanes";
import { storeUpTo } from "./rows";
import { firstOf } from "./split";

/** Runs that are added before their sum goes on. */
const RUN = 256;

/**
 * Values that change their places: y[sample][to[r] …] = x[sample][from[r] …], `length` floats, for each of `runs` runs.
 * Tables of float offsets (u32); a sample of x has `xSize` floats, of y `ySize`. An xSize of 0 reads one sample for all.
 * Runs of y do not overlap.
 */
export function copyRuns(
  count: usize, runs: i32, length: i32, x: usize, xSize: i32, from: usize, y: usize, ySize: i32, to: usize,
  thread: i32, threads: i32,
): void {
  const units = load<i32>(count) * runs;
  const first = firstOf(units, thread, threads);
  let sample = first / runs;
  let run = first % runs;
  for (let left = firstOf(units, thread + 1, threads) - first; left > 0; left--) {
    const source = x + ((<usize>(sample * xSize) + load<u32>(from + (<usize>run << 2))) << 2);
    const target = y + ((<usize>(sample * ySize) + load<u32>(to + (<usize>run << 2))) << 2);
    if (length == 1) store<f32>(target, load<f32>(source));
    else copyFloats(source, target, length);
    if (++run == runs) {
      run = 0;
      sample++;
    }
  }
}

/**
 * y[sample][v] = Σᵣ x[sample][r][v], `runs` runs of `length` floats. In sums of 256 runs, so that the error grows with their
 * number.
 */
export function sumRuns(
  count: usize, runs: i32, length: i32, x: usize, y: usize, thread: i32, threads: i32,
): void {
  const groups = (length + 3) >> 2;
  const units = load<i32>(count) * groups;
  const stride = <usize>length << 2;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const sample = unit / groups;
    const column = (unit % groups) << 2;
    let from = x + (<usize>(sample * runs * length + column) << 2);
    let sum = f32x4.splat(0);
    for (let start = 0; start < runs; start += RUN) {
      let part = f32x4.splat(0);
      for (let run = start; run < min(runs, start + RUN); run++) {
        part = v128.add<f32>(part, v128.load(from));
        from += stride;
      }
      sum = v128.add<f32>(sum, part);
    }
    storeUpTo(y + (<usize>(sample * length + column) << 2), sum, length - column);
  }
}

/** sums[k] = Σⱼ x[places[k][j]], `each` places for each of `size` sums, in double precision. Offsets of floats. */
export function sumPlaces(
  size: i32, each: i32, places: usize, x: usize, sums: usize, thread: i32, threads: i32,
): void {
  for (let k = firstOf(size, thread, threads); k < firstOf(size, thread + 1, threads); k++) {
    const table = places + (<usize>(k * each) << 2);
    let sum: f64 = 0;
    for (let j = 0; j < each; j++) sum += <f64>load<f32>(x + (<usize>load<u32>(table + (<usize>j << 2)) << 2));
    store<f32>(sums + (<usize>k << 2), <f32>sum);
  }
}

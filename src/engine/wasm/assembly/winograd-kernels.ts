import { collectLines, evaluateLines } from "./points";
import { firstOf } from "./split";
import { CHANNELS, FILTERS, POINTS_DOWN, POINTS_ACROSS, SCRATCH } from "./winograd-plan";

/** From a kernel to its values at the points, and back: maps of winograd.ts. */

/** Channels of a kernel that are mapped together, so that memory is read and written in runs of 256 bytes. */
const CHANNELS_TOGETHER = 8;

/**
 * The kernel at the points: from panels [panel][tap · channels + channel][8] to [panel][point][channel][8], times
 * `scales`, one for each point. Needs 272 bytes of scratch a point.
 */
export function winogradKernel(
  plan: usize,
  down: usize,
  across: usize,
  tapsDown: i32,
  tapsAcross: i32,
  scales: usize,
  kernel: usize,
  out: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const channels = load<i32>(plan, CHANNELS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const points = pointsDown * pointsAcross;
  const half = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const whole = half + (<usize>points << 4);
  const step = <usize>channels << 5;
  const groups = (channels + CHANNELS_TOGETHER - 1) / CHANNELS_TOGETHER;
  const units = ((load<i32>(plan, FILTERS) + 7) >> 3) * groups;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const panel = unit / groups;
    const channel = (unit % groups) * CHANNELS_TOGETHER;
    const together = min(CHANNELS_TOGETHER, channels - channel);
    const from = kernel + <usize>(panel * tapsDown * tapsAcross) * step + (<usize>channel << 5);
    for (let vector = 0; vector < together * 2; vector++) {
      evaluateLines(
        pointsDown,
        down,
        tapsDown,
        from + (<usize>vector << 4),
        <usize>tapsAcross * step,
        step,
        half,
        <usize>tapsAcross << 4,
        16,
        tapsAcross,
      );
      evaluateLines(
        pointsAcross,
        across,
        tapsAcross,
        half,
        16,
        <usize>tapsAcross << 4,
        whole + (<usize>vector << 4),
        256,
        <usize>pointsAcross << 8,
        pointsDown,
      );
    }
    let to = out + <usize>(panel * points) * step + (<usize>channel << 5);
    for (let point = 0; point < points; point++) {
      const scale = v128.load_splat<f32>(scales + (<usize>point << 2));
      scaleFloats(whole + (<usize>point << 8), scale, to, <usize>together << 5);
      to += step;
    }
  }
}

/** `to` = scale × `bytes` bytes of floats. */
@inline
function scaleFloats(from: usize, scale: v128, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.mul<f32>(scale, v128.load(from + at)));
  }
}

/**
 * The gradient of the kernel, in panels, from the chunks' sums at the points: the adjoint of winogradKernel. Columns
 * after the last filter get 0. Needs 272 bytes of scratch a point.
 */
export function winogradKernelSum(
  count: usize,
  plan: usize,
  down: usize,
  across: usize,
  tapsDown: i32,
  tapsAcross: i32,
  scales: usize,
  sums: usize,
  images: i32,
  out: usize,
  scratch: usize,
  thread: i32,
  threads: i32,
): void {
  const channels = load<i32>(plan, CHANNELS);
  const filters = load<i32>(plan, FILTERS);
  const pointsDown = load<i32>(plan, POINTS_DOWN);
  const pointsAcross = load<i32>(plan, POINTS_ACROSS);
  const points = pointsDown * pointsAcross;
  const panels = (filters + 7) >> 3;
  const reserved = ((channels + 5) / 6) * 6;
  const pointStep = <usize>(panels * reserved) << 5;
  const chunks = (load<i32>(count) + images - 1) / images;
  const half = scratch + <usize>(thread * load<i32>(plan, SCRATCH));
  const total = half + (<usize>points << 4);
  const step = <usize>channels << 5;
  const groups = (channels + CHANNELS_TOGETHER - 1) / CHANNELS_TOGETHER;
  const units = panels * groups;
  for (let unit = firstOf(units, thread, threads); unit < firstOf(units, thread + 1, threads); unit++) {
    const panel = unit / groups;
    const channel = (unit % groups) * CHANNELS_TOGETHER;
    const together = min(CHANNELS_TOGETHER, channels - channel);
    const from = sums + (<usize>(panel * reserved + channel) << 5);
    for (let point = 0; point < points; point++) {
      sumChunks(
        from + <usize>point * pointStep,
        <usize>points * pointStep,
        chunks,
        v128.load_splat<f32>(scales + (<usize>point << 2)),
        total + (<usize>point << 8),
        <usize>together << 5,
      );
    }
    for (let vector = 0; vector < together * 2; vector++) {
      const used = panel * 8 + (vector & 1) * 4 < filters;
      const to = out + <usize>(panel * tapsDown * tapsAcross) * step + (<usize>channel << 5) + (<usize>vector << 4);
      if (!used) {
        for (let tap = 0; tap < tapsDown * tapsAcross; tap++) v128.store(to + <usize>tap * step, f32x4.splat(0));
        continue;
      }
      collectLines(
        pointsDown,
        down,
        tapsDown,
        total + (<usize>vector << 4),
        <usize>pointsAcross << 8,
        256,
        half,
        <usize>pointsAcross << 4,
        16,
        pointsAcross,
      );
      collectLines(
        pointsAcross,
        across,
        tapsAcross,
        half,
        16,
        <usize>pointsAcross << 4,
        to,
        step,
        <usize>tapsAcross * step,
        tapsDown,
      );
    }
  }
}

/** `to` = scale × the sum over the chunks, `step` bytes apart, of `bytes` bytes of floats. */
function sumChunks(from: usize, step: usize, chunks: i32, scale: v128, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let chunk = from + at;
    let sum = v128.load(chunk);
    for (let rest = 1; rest < chunks; rest++) {
      chunk += step;
      sum = v128.add<f32>(sum, v128.load(chunk));
    }
    v128.store(to + at, v128.mul<f32>(scale, sum));
  }
}

import { isPlain, pull, RATE, startOf } from "./pull";

/** Plain descent, w ← w − αg, or with momentum μ, v ← μv − αg (Polyak 1964; look ahead: Nesterov 1983). */
export function sgd(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  velocity: usize,
  momentum: f64,
  nesterov: i32,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const keep = f32x4.splat(<f32>momentum);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const step = v128.mul<f32>(rate, g);
    let move = v128.neg<f32>(step);
    if (velocity != 0) {
      const v = v128.sub<f32>(v128.mul<f32>(keep, v128.load(velocity + at)), step);
      v128.store(velocity + at, v);
      move = nesterov != 0 ? v128.sub<f32>(v128.mul<f32>(keep, v), step) : v;
    }
    v128.store(value + at, v128.add<f32>(w, move));
  }
}

/** Tieleman, Hinton, "Lecture 6.5 — RMSProp", 2012; `velocity` is 0 where there is no momentum. */
export function rmsprop(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  meanSquare: usize,
  velocity: usize,
  rho: f64,
  momentum: f64,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const keep = f32x4.splat(<f32>rho);
  const rest = f32x4.splat(<f32>(1 - rho));
  const again = f32x4.splat(<f32>momentum);
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const square = v128.add<f32>(
      v128.mul<f32>(keep, v128.load(meanSquare + at)),
      v128.mul<f32>(rest, v128.mul<f32>(g, g)),
    );
    v128.store(meanSquare + at, square);
    let move = v128.div<f32>(v128.mul<f32>(rate, g), v128.sqrt<f32>(v128.add<f32>(square, small)));
    if (velocity != 0) {
      move = v128.add<f32>(move, v128.mul<f32>(again, v128.load(velocity + at)));
      v128.store(velocity + at, move);
    }
    v128.store(value + at, v128.sub<f32>(w, move));
  }
}

/**
 * RMSProp scaled by the variance of gradients (Graves, "Generating sequences with recurrent neural networks", 2013).
 * In double precision, two at a time, because the mean square and the square of the mean are often nearly equal.
 */
export function rmspropCentered(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  meanSquare: usize,
  mean: usize,
  velocity: usize,
  rho: f64,
  momentum: f64,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = f64x2.splat(load<f64>(record, RATE));
  const keep = f64x2.splat(rho);
  const rest = f64x2.splat(1 - rho);
  const again = f64x2.splat(momentum);
  const small = f64x2.splat(epsilon);
  const zero = f64x2.splat(0);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 8) {
    const w = v128.load64_zero(value + at);
    const g = f64x2.promote_low_f32x4(
      pull(v128.load64_zero(gradient + at), w, plain, l1, l2, bound, factors, index),
    );
    const square = v128.add<f64>(
      v128.mul<f64>(keep, wide(meanSquare + at)),
      v128.mul<f64>(v128.mul<f64>(rest, g), g),
    );
    const centre = v128.add<f64>(v128.mul<f64>(keep, wide(mean + at)), v128.mul<f64>(rest, g));
    storeNarrow(meanSquare + at, square);
    storeNarrow(mean + at, centre);
    const spread = v128.max<f64>(v128.sub<f64>(square, v128.mul<f64>(centre, centre)), zero);
    let move = v128.div<f64>(v128.mul<f64>(rate, g), v128.sqrt<f64>(v128.add<f64>(spread, small)));
    if (velocity != 0) {
      move = v128.add<f64>(move, v128.mul<f64>(again, wide(velocity + at)));
      storeNarrow(velocity + at, move);
    }
    storeNarrow(value + at, v128.sub<f64>(f64x2.promote_low_f32x4(w), move));
  }
}

/** Two floats in double precision. */
@inline
function wide(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Stores two numbers as floats. */
@inline
function storeNarrow(at: usize, values: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(values), 0);
}

/** Duchi, Hazan, Singer, JMLR 12, 2011. */
export function adagrad(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  accumulator: usize,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const sum = v128.add<f32>(v128.load(accumulator + at), v128.mul<f32>(g, g));
    v128.store(accumulator + at, sum);
    const move = v128.div<f32>(v128.mul<f32>(rate, g), v128.sqrt<f32>(v128.add<f32>(sum, small)));
    v128.store(value + at, v128.sub<f32>(w, move));
  }
}

/** Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1, times the learning rate. */
export function adadelta(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  meanSquare: usize,
  meanSquaredStep: usize,
  rho: f64,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const keep = f32x4.splat(<f32>rho);
  const rest = f32x4.splat(<f32>(1 - rho));
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const square = v128.add<f32>(
      v128.mul<f32>(keep, v128.load(meanSquare + at)),
      v128.mul<f32>(rest, v128.mul<f32>(g, g)),
    );
    const steps = v128.load(meanSquaredStep + at);
    const ratio = v128.div<f32>(
      v128.sqrt<f32>(v128.add<f32>(steps, small)),
      v128.sqrt<f32>(v128.add<f32>(square, small)),
    );
    const move = v128.mul<f32>(ratio, g);
    v128.store(meanSquare + at, square);
    v128.store(
      meanSquaredStep + at,
      v128.add<f32>(v128.mul<f32>(keep, steps), v128.mul<f32>(rest, v128.mul<f32>(move, move))),
    );
    v128.store(value + at, v128.sub<f32>(w, v128.mul<f32>(rate, move)));
  }
}

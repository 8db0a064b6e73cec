import { firstOf } from "./split";

/**
 * Updates: value ← value moved against gradient, four at a time, over `size` floats, a multiple of eight. The
 * step record holds the learning rate (f64 at 8) and how many steps have been taken, this one included (i32 at 16).
 */

const RATE: usize = 8;
const STEPS: usize = 16;

/** Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015; `vMax` is 0, or the slot of amsgrad. */
export function adam(
  record: usize,
  value: usize,
  gradient: usize,
  m: usize,
  v: usize,
  vMax: usize,
  size: i32,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  decay: f64,
  thread: i32,
  threads: i32,
): void {
  const rate = load<f64>(record, RATE);
  const steps = <f64>load<i32>(record, STEPS);
  const alpha = (rate * Math.sqrt(1 - Math.pow(beta2, steps))) / (1 - Math.pow(beta1, steps));
  const kept = f32x4.splat(<f32>(1 - rate * decay));
  const step = f32x4.splat(<f32>alpha);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const r1 = f32x4.splat(<f32>(1 - beta1));
  const r2 = f32x4.splat(<f32>(1 - beta2));
  const small = f32x4.splat(<f32>epsilon);
  const groups = size >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    const g = v128.load(gradient + at);
    const mean = v128.add<f32>(v128.mul<f32>(b1, v128.load(m + at)), v128.mul<f32>(r1, g));
    const square = v128.add<f32>(
      v128.mul<f32>(b2, v128.load(v + at)),
      v128.mul<f32>(r2, v128.mul<f32>(g, g)),
    );
    v128.store(m + at, mean);
    v128.store(v + at, square);
    let bound = square;
    if (vMax != 0) {
      bound = v128.max<f32>(v128.load(vMax + at), square);
      v128.store(vMax + at, bound);
    }
    const moved = v128.div<f32>(v128.mul<f32>(step, mean), v128.add<f32>(v128.sqrt<f32>(bound), small));
    v128.store(value + at, v128.sub<f32>(v128.mul<f32>(v128.load(value + at), kept), moved));
  }
}

/** Plain descent, value ← value − α g, or with momentum μ (Polyak 1964; Nesterov 1983): v ← μ v − α g, and so on. */
export function sgd(
  record: usize,
  value: usize,
  gradient: usize,
  velocity: usize,
  size: i32,
  momentum: f64,
  nesterov: i32,
  thread: i32,
  threads: i32,
): void {
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const keep = f32x4.splat(<f32>momentum);
  const groups = size >> 2;
  const end = <usize>firstOf(groups, thread + 1, threads) << 4;
  for (let at = <usize>firstOf(groups, thread, threads) << 4; at < end; at += 16) {
    const pull = v128.mul<f32>(rate, v128.load(gradient + at));
    let move = v128.neg<f32>(pull);
    if (velocity != 0) {
      const v = v128.sub<f32>(v128.mul<f32>(keep, v128.load(velocity + at)), pull);
      v128.store(velocity + at, v);
      move = nesterov != 0 ? v128.sub<f32>(v128.mul<f32>(keep, v), pull) : v;
    }
    v128.store(value + at, v128.add<f32>(v128.load(value + at), move));
  }
}

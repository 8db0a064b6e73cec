import { isPlain, pull, RATE, startOf, STEPS } from "./pull";

/**
 * Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015; `vMax` is 0, or the slot of amsgrad (Reddi,
 * Kale, Kumar, ICLR 2018). `decay` times the rate is the share of the weight that is taken away (Loshchilov,
 * Hutter, ICLR 2019).
 */
export function adam(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  m: usize,
  v: usize,
  vMax: usize,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  decay: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const rate = load<f64>(record, RATE);
  const steps = load<i32>(record, STEPS);
  const alpha = (rate * Math.sqrt(1 - power(beta2, steps))) / (1 - power(beta1, steps));
  const kept = f32x4.splat(<f32>(1 - rate * decay));
  const step = f32x4.splat(<f32>alpha);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const r1 = f32x4.splat(<f32>(1 - beta1));
  const r2 = f32x4.splat(<f32>(1 - beta2));
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const mean = v128.add<f32>(v128.mul<f32>(b1, v128.load(m + at)), v128.mul<f32>(r1, g));
    const square = v128.add<f32>(
      v128.mul<f32>(b2, v128.load(v + at)),
      v128.mul<f32>(r2, v128.mul<f32>(g, g)),
    );
    v128.store(m + at, mean);
    v128.store(v + at, square);
    let largest = square;
    if (vMax != 0) {
      largest = v128.max<f32>(v128.load(vMax + at), square);
      v128.store(vMax + at, largest);
    }
    const move = v128.div<f32>(v128.mul<f32>(step, mean), v128.add<f32>(v128.sqrt<f32>(largest), small));
    v128.store(value + at, v128.sub<f32>(v128.mul<f32>(w, kept), move));
  }
}

/** Kingma, Ba, ICLR 2015, section 7.1: the largest gradient in place of the mean square. */
export function adamax(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  m: usize,
  u: usize,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const alpha = load<f64>(record, RATE) / (1 - power(beta1, load<i32>(record, STEPS)));
  const step = f32x4.splat(<f32>alpha);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const r1 = f32x4.splat(<f32>(1 - beta1));
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const mean = v128.add<f32>(v128.mul<f32>(b1, v128.load(m + at)), v128.mul<f32>(r1, g));
    const largest = v128.max<f32>(v128.mul<f32>(b2, v128.load(u + at)), v128.abs<f32>(g));
    v128.store(m + at, mean);
    v128.store(u + at, largest);
    const move = v128.div<f32>(v128.mul<f32>(step, mean), v128.add<f32>(largest, small));
    v128.store(value + at, v128.sub<f32>(w, move));
  }
}

/** Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016: μₜ = β₁ (1 − ½ · 0.96ᵗ). */
export function nadam(
  record: usize,
  value: usize,
  gradient: usize,
  size: i32,
  l1: f64,
  l2: f64,
  bound: f64,
  factors: usize,
  index: i32,
  m: usize,
  v: usize,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  thread: i32,
  threads: i32,
): void {
  const plain = isPlain(l1, l2, bound, factors);
  const steps = load<i32>(record, STEPS);
  const now = beta1 * (1 - 0.5 * power(0.96, steps));
  const next = beta1 * (1 - 0.5 * power(0.96, steps + 1));
  const product = power(beta1, steps) * warmth(steps);
  const ofMean = f32x4.splat(<f32>(next / (1 - product * next)));
  const ofGradient = f32x4.splat(<f32>((1 - now) / (1 - product)));
  const correction = f32x4.splat(<f32>(1 - power(beta2, steps)));
  const rate = f32x4.splat(<f32>load<f64>(record, RATE));
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const r1 = f32x4.splat(<f32>(1 - beta1));
  const r2 = f32x4.splat(<f32>(1 - beta2));
  const small = f32x4.splat(<f32>epsilon);
  const end = startOf(size, thread + 1, threads);
  for (let at = startOf(size, thread, threads); at < end; at += 16) {
    const w = v128.load(value + at);
    const g = pull(v128.load(gradient + at), w, plain, l1, l2, bound, factors, index);
    const mean = v128.add<f32>(v128.mul<f32>(b1, v128.load(m + at)), v128.mul<f32>(r1, g));
    const square = v128.add<f32>(
      v128.mul<f32>(b2, v128.load(v + at)),
      v128.mul<f32>(r2, v128.mul<f32>(g, g)),
    );
    v128.store(m + at, mean);
    v128.store(v + at, square);
    const ahead = v128.add<f32>(v128.mul<f32>(ofMean, mean), v128.mul<f32>(ofGradient, g));
    const spread = v128.add<f32>(v128.sqrt<f32>(v128.div<f32>(square, correction)), small);
    v128.store(value + at, v128.sub<f32>(w, v128.div<f32>(v128.mul<f32>(rate, ahead), spread)));
  }
}

/** Π (1 − ½ · 0.96ⁱ) for i from 1 to `steps`; from the thousandth on a factor is 1 in double precision. */
function warmth(steps: i32): f64 {
  let product: f64 = 1;
  let share = 0.5;
  for (let i = min(steps, 1000); i > 0; i--) {
    share *= 0.96;
    product *= 1 - share;
  }
  return product;
}

/** base to the power of `exponent`, by squaring. */
function power(base: f64, exponent: i32): f64 {
  let product: f64 = 1;
  for (let rest = exponent, square = base; rest > 0; rest >>= 1, square *= square) {
    if ((rest & 1) != 0) product *= square;
  }
  return product;
}

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { assemble } from "./assembled.ts";
import { ARITHMETICS } from "./machine.ts";
import { erf } from "./special.ts";

/** The elementary functions of the kernels against the double precision of JavaScript's own. */

const test = suite("engine/wasm/math");

interface Elementary {
  readonly kernel: string;
  readonly reference: (x: number) => number;
  /** Worst error in units of the last place of the exact result. */
  readonly ulp: number;
  /** Where it is asked for; everywhere where absent. */
  readonly domain?: readonly [from: number, to: number];
}

const functions: readonly Elementary[] = [
  { kernel: "exp4", reference: (x) => (x < -87.33654 ? 0 : Math.exp(x)), ulp: 1.1 },
  { kernel: "expm14", reference: Math.expm1, ulp: 1.6 },
  { kernel: "log4", reference: Math.log, ulp: 0.8 },
  { kernel: "logOfNormal4", reference: Math.log, ulp: 0.8, domain: [2 ** -126, 2 ** 128 - 2 ** 104] },
  { kernel: "log1p4", reference: Math.log1p, ulp: 1.2, domain: [0, 1] },
  { kernel: "tanh4", reference: Math.tanh, ulp: 1.3 },
  { kernel: "sigmoid4", reference: (x) => (x < -88.72284 ? 0 : 1 / (1 + Math.exp(-x))), ulp: 2.5 },
  { kernel: "erf4", reference: erf, ulp: 1.2 },
];

type Kernel = (x: number, y: number, size: number) => void;

const SOURCE = `
import { ${functions.map(({ kernel }) => kernel).join(", ")}, cosTurns4 } from "./math";
${[...functions.map(({ kernel }) => kernel), "cosTurns4"]
  .map(
    (kernel) => `
export function ${kernel}_(x: usize, y: usize, size: i32): void {
  for (let at: usize = 0; at < <usize>size << 2; at += 16) v128.store(y + at, ${kernel}(v128.load(x + at)));
}`,
  )
  .join("")}
`;

const memory = new WebAssembly.Memory({ initial: 128, maximum: 65_536, shared: true });
const kernels = new Map<string, Readonly<Record<string, Kernel>>>();
for (const arithmetic of ARITHMETICS) {
  const instance = new WebAssembly.Instance(await assemble(SOURCE, arithmetic), { env: { memory } });
  kernels.set(arithmetic, instance.exports as Readonly<Record<string, Kernel>>);
}

function apply(arithmetic: string, kernel: string, x: Float32Array): Float32Array {
  const size = Math.ceil(x.length / 4) * 4;
  const [from, to] = [64, 64 + 4 * size];
  new Float32Array(memory.buffer, from, size).set(x);
  kernels.get(arithmetic)![`${kernel}_`]!(from, to, size);
  return new Float32Array(memory.buffer, to, x.length).slice();
}

/** Positive floats of all exponents in ascending order, closer together where functions have their bends. */
function sample(): Float32Array {
  const values: number[] = [];
  const words = new Uint32Array(1);
  const float = new Float32Array(words.buffer);
  for (let exponent = 0; exponent < 255; exponent++) {
    const steps = exponent > 103 && exponent < 135 ? 4096 : 128;
    for (let step = 0; step < steps; step++) {
      const low = (exponent * 5471 + step * 7919) % (2 ** 23 / steps);
      words[0] = exponent * 2 ** 23 + step * (2 ** 23 / steps) + low;
      values.push(float[0]!);
    }
  }
  return Float32Array.from(values);
}

const positive = sample();
const all = Float32Array.from([...positive.toReversed().map((x) => -x), ...positive]);

/** The distance between floats near a number. */
function unitInLastPlace(value: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(value)))) - 23);
}

/** What rounds to infinity in single precision. */
const TOO_LARGE = 2 ** 128 - 2 ** 103;

function errorInUlp(own: number, exact: number): number {
  if (Number.isNaN(exact)) return Number.isNaN(own) ? 0 : Number.POSITIVE_INFINITY;
  if (Math.abs(exact) >= TOO_LARGE) return own === Math.sign(exact) / 0 ? 0 : Number.POSITIVE_INFINITY;
  return own === exact ? 0 : Math.abs(own - exact) / unitInLastPlace(exact);
}

for (const { kernel, reference, ulp, domain } of functions) {
  const within = (x: number): boolean =>
    domain === undefined || (x >= domain[0] && x <= domain[1] && !Object.is(x, -0));
  const sampled = all.filter(within);

  for (const arithmetic of ARITHMETICS) {
    test(`${kernel}, ${arithmetic}: errs by at most ${ulp} ulp, and never falls`, () => {
      const y = apply(arithmetic, kernel, sampled);
      const worst = { error: 0, x: 0 };
      for (const [at, x] of sampled.entries()) {
        const error = errorInUlp(y[at]!, reference(x));
        if (error > worst.error) Object.assign(worst, { error, x });
      }
      assert.ok(worst.error <= ulp, `${worst.error} ulp at ${worst.x}`);
      const fall = y.findIndex((value, at) => at > 0 && value < y[at - 1]!);
      assert.is(fall, -1, `falls at ${sampled[fall]}`);
    });

    test(`${kernel}, ${arithmetic}: NaN, infinities, both zeros and the ends of the floats`, () => {
      const ends = [0, 2 ** -149, 2 ** -126, 2 ** 128 - 2 ** 104, Number.POSITIVE_INFINITY];
      const x = Float32Array.from([...ends, ...ends.map((end) => -end), Number.NaN, -1, 1]).filter(within);
      for (const [at, value] of apply(arithmetic, kernel, x).entries()) {
        const exact = Math.fround(reference(x[at]!));
        assert.ok(errorInUlp(value, exact) <= 1, `${x[at]}: ${value}, not ${exact}`);
        if (exact === 0) assert.ok(Object.is(value, exact), `${x[at]}: the sign of ${value}`);
      }
    });

    test(`${kernel}, ${arithmetic}: a value has the same bits in every lane and beside any other`, () => {
      const x = sampled.filter((_, at) => at % 41 === 0);
      const y = bits(apply(arithmetic, kernel, x));
      for (const lane of [1, 2, 3]) {
        const moved = Float32Array.from([...new Float32Array(lane).fill(-3), ...x]);
        assert.equal(bits(apply(arithmetic, kernel, moved)).subarray(lane), y);
      }
    });
  }
}

for (const arithmetic of ARITHMETICS) {
  test(`cosTurns4, ${arithmetic}: errs by at most 2⁻²³`, () => {
    const u = Float32Array.from({ length: 2 ** 19 }, (_, at) => (at * 32 + (at % 32)) / 2 ** 24);
    const errors = apply(arithmetic, "cosTurns4", u).map((value, at) =>
      Math.abs(value - Math.cos(2 * Math.PI * u[at]!)),
    );
    assert.is(
      errors.findIndex((error) => !(error <= 2 ** -23)),
      -1,
    );
    const quarters = Float32Array.from({ length: 5 }, (_, at) => at / 4);
    assert.equal([...apply(arithmetic, "cosTurns4", quarters)].map(Math.abs), [1, 0, 1, 0, 1]);
  });
}

function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { type Shape, sizeOf } from "../../../src/base/shape.ts";
import { divisors, finitePoints, pointTable, type Tiling, tilingsOf } from "../../../src/engine/wasm/fast.ts";
import { panels, plain } from "../../../src/engine/wasm/layout.ts";
import { sweeps } from "../../../src/engine/wasm/lowerings/window.ts";
import { winograd } from "../../../src/engine/wasm/lowerings/winograd.ts";
import { Bench } from "./lowered.ts";
import { ARITHMETICS, machineOf } from "./machine.ts";
import { convolve, type Problem } from "./reference.ts";

/** Fast convolution against sums in double precision, for every tiling. */

const test = suite("engine/wasm/winograd");

interface Case {
  readonly image: Shape;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly padding: "valid" | "same";
  readonly count?: number;
  readonly batchSize?: number;
}

const cases: readonly Case[] = [
  { image: [6, 6, 4], filters: 4, kernel: [3, 3], padding: "valid" },
  { image: [13, 13, 8], filters: 12, kernel: [5, 5], padding: "valid", count: 3, batchSize: 17 },
  { image: [9, 7, 12], filters: 8, kernel: [3, 3], padding: "same", count: 9, batchSize: 9 },
  { image: [8, 11, 20], filters: 4, kernel: [2, 4], padding: "same", count: 2, batchSize: 3 },
  { image: [1, 19, 8], filters: 20, kernel: [1, 3], padding: "same", count: 4, batchSize: 4 },
  { image: [3, 2, 4], filters: 8, kernel: [3, 3], padding: "same" },
  { image: [40, 37, 4], filters: 4, kernel: [3, 3], padding: "same", count: 1, batchSize: 2 },
];

/** The forward result and the gradients of a case under one tiling. */
function computed(
  own: Case,
  tilings: readonly [Tiling, Tiling],
  threads: number,
  arithmetic: "fused" | "strict",
) {
  const { image, filters, kernel, padding, count = 2, batchSize = 2 } = own;
  const shape = outputOf(own);
  const bench = new Bench(machineOf(arithmetic), { count, batchSize, threads });
  const given = problemOf(own);
  const x = bench.filled(image, given.x);
  const linear = {
    kernel: bench.weight("kernel", panels([...kernel, image[2]!, filters]), given.kernel),
    bias: bench.weight("bias", plain([filters]), given.bias),
    activation: "linear",
  };
  const moves = { size: kernel, strides: 1, padding };
  const { output, backward } = winograd(
    bench.context,
    x,
    sweeps(image, shape, moves),
    tilings,
    linear,
    shape,
  );
  const dx = backward(bench.filled(shape, given.dy), true)!;
  bench.run([output, dx]);
  return {
    y: bench.read(output, count),
    dx: bench.read(dx, count),
    kernel: bench.gradient("kernel"),
    bias: bench.gradient("bias"),
  };
}

function outputOf({ image: [height, width], filters, kernel: [kh, kw], padding }: Case): Shape {
  return padding === "same" ? [height!, width!, filters] : [height! - kh + 1, width! - kw + 1, filters];
}

function problemOf(own: Case): Problem {
  const { image, filters, kernel, padding, count = 2 } = own;
  const draw = (purpose: string, length: number): Float32Array => {
    const draws = stream(5, purpose);
    return Float32Array.from({ length }, (_, at) => 2 * draws.uniform(at) - 1);
  };
  const shape = outputOf(own);
  const weights = [...kernel, image[2]!, filters];
  return {
    count,
    image,
    shape,
    along: sweeps(image, shape, { size: kernel, strides: 1, padding }),
    x: draw("inputs", count * sizeOf(image)),
    kernel: draw("weights", sizeOf(weights)),
    bias: draw("bias", filters),
    dy: draw("gradients", count * sizeOf(shape)),
  };
}

/** The largest error, of the largest value. */
function error(actual: Float32Array, expected: Float64Array): number {
  assert.is(actual.length, expected.length);
  let [most, largest] = [0, 0];
  for (const [at, value] of expected.entries()) {
    const off = Math.abs(actual[at]! - value);
    if (!(off <= most)) most = off;
    largest = Math.max(largest, Math.abs(value));
  }
  return most / largest;
}

const MOST_ERROR = 1e-5;

for (const arithmetic of ARITHMETICS) {
  for (const own of cases) {
    const { image, filters, kernel, padding } = own;
    test(`${arithmetic}: ${kernel.join("×")} ${padding} on ${image.join("×")} to ${filters} by every tiling`, () => {
      const expected = convolve(problemOf(own));
      for (const down of tilingsOf(kernel[0])) {
        for (const across of tilingsOf(kernel[1])) {
          const actual = computed(own, [down, across], 1, arithmetic);
          const title = `${down.points}×${across.points}`;
          for (const part of ["y", "dx", "kernel", "bias"] as const) {
            const off = error(actual[part], expected[part]);
            assert.ok(off < MOST_ERROR, `${title}: ${part} is off by ${off}`);
          }
        }
      }
    });
  }
}

for (const own of cases) {
  test(`${own.image.join("×")} is the same on 1, 2, 3 and 8 threads`, () => {
    const tilings = own.kernel.map((taps) => tilingsOf(taps).at(-1)!) as unknown as readonly [Tiling, Tiling];
    const expected = computed(own, tilings, 1, "fused");
    for (const threads of [2, 3, 8]) assert.equal(computed(own, tilings, threads, "fused"), expected);
  });
}

test("points are exact in 32 bits, as are their powers, and differ", () => {
  for (const taps of [2, 3, 4, 5]) {
    for (const tiling of tilingsOf(taps)) {
      const points = finitePoints(tiling.points);
      assert.is(points.length, tiling.points - 1);
      assert.is(new Set(points).size, points.length);
      const table = pointTable(tiling);
      for (let power = 0; power < Math.max(taps, tiling.outputs); power++) {
        for (let at = 0; at < 3; at++) assert.is(table[3 * (power + 1) + at], table[at]! ** power);
      }
      assert.ok(divisors(tiling.points).every((divisor) => divisor !== 0));
    }
  }
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { input, output, runKernel } from "./bench.ts";

const test = suite("engine/wasm/gather");

const SIZES = [1, 7, 8, 9, 16, 17, 784];
const ROWS = [1, 2, 3, 7];
const STORED = 5;

/** What a float may be off by where product and sum are rounded apart, each a unit in 24 bits. */
const ROUNDING = 2 ** -23;

const kernels = [
  {
    kernel: "gatherBytes",
    storage: (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 37) % 256),
  },
  {
    kernel: "gatherInts",
    storage: (size: number) => Int32Array.from({ length: size }, (_, at) => (at % 2 === 0 ? -at : at * 1000)),
  },
  { kernel: "gatherFloats", storage: (size: number) => random(size, 1) },
] as const;

for (const { kernel, storage } of kernels) {
  test(`${kernel}: each row is the sample that its index names, scaled and shifted value by value`, () => {
    for (const size of SIZES)
      for (const rows of ROWS) checkGather(kernel, storage(STORED * size), rows, size);
  });
}

test("a value is rounded the same wherever it stands in a sample", () => {
  const storage = new Uint8Array(17).fill(201);
  const [scale, offset] = [new Float32Array(17).fill(1 / 255), new Float32Array(17).fill(-0.3)];
  const operands = {
    count: input(Int32Array.of(1)),
    indices: input(Uint32Array.of(0)),
    storage: input(storage),
    size: 17,
    scale: input(scale),
    offset: input(offset),
    out: output(new Float32Array(17)),
  };
  for (const { out } of runKernel("gatherBytes", operands)) assert.is(new Set(out).size, 1);
});

for (const size of [1, 3, 4, 5, 255, 256, 257]) {
  test(`accumulate: ${size} values`, () => {
    const [x, y] = [random(size + 3, 1), random(size, 2)];
    const room = (Math.ceil(size / 4) * 4 - size) * 4;
    const expected = y.map((value, at) => Math.fround(value + x[at]!));
    for (const result of runKernel("accumulate", { x: input(x), size, y: output(y, room) })) {
      assert.equal(result.y, expected);
    }
  });
}

test.run();

function checkGather(
  kernel: (typeof kernels)[number]["kernel"],
  storage: Uint8Array | Int32Array | Float32Array,
  rows: number,
  size: number,
): void {
  const indices = Uint32Array.from({ length: rows }, (_, row) => (row * 3 + 4) % STORED);
  const [scale, offset] = [random(size, 2), random(size, 3)];
  const results = runKernel(kernel, {
    count: input(Int32Array.of(rows)),
    indices: input(indices),
    storage: input(storage),
    size,
    scale: input(scale),
    offset: input(offset),
    out: output(new Float32Array(rows * size).fill(7)),
  });
  for (const { out } of results) {
    for (let at = 0; at < rows * size; at++) {
      const value = at % size;
      const product = storage[indices[Math.floor(at / size)]! * size + value]! * scale[value]!;
      const allowed = ROUNDING * (Math.abs(product) + Math.abs(offset[value]!));
      assert.ok(
        Math.abs(out![at]! - (product + offset[value]!)) <= allowed,
        `${rows} rows of ${size}: value ${at} is ${out![at]}, not ${product + offset[value]!}`,
      );
    }
  }
}

function random(length: number, purpose: number): Float32Array {
  const draws = stream(7, "features", purpose);
  return Float32Array.from({ length }, (_, at) => 2 * draws.uniform(at) - 1);
}

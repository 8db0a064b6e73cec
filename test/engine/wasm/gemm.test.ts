import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { input, type Operand, output, runKernel, scratch } from "./bench.ts";
import { machineOf } from "./machine.ts";

/** Matrix products against sums in double precision, at sizes below, at and above the tiles of 6 × 8, 96 and 256. */

const test = suite("engine/wasm/gemm");

const ROWS = [1, 5, 6, 7, 95, 96, 97];
const COLUMNS = [1, 7, 8, 9];
const LENGTHS = [1, 3, 4, 5, 255, 256, 257];
const SEGMENTS = [1, 2, 3];

const SCRATCH_BYTES = machineOf("strict").exports.gemmScratch();

const count = (samples: number): Operand => input(Int32Array.of(samples));

/** How many rows a sample has, where there are so many rows in all. */
function perSample(rows: number): number {
  return rows === 95 ? 5 : rows === 96 ? 4 : 1;
}

function random(length: number, purpose: number): Float32Array {
  const draws = stream(3, "features", purpose);
  return Float32Array.from({ length }, (_, at) => 2 * draws.uniform(at) - 1);
}

/** A byte offset that no memory of a test reaches: a kernel that takes it for a row's traps. */
const OUTSIDE = 2 ** 31;

/**
 * Rows of runs with gaps between them, the last row first; what is in the gaps must not matter. Behind the rows that there
 * are the table leads out of all memory.
 */
function scattered(rows: number, segments: number, length: number) {
  const run = length + 3;
  const stride = segments * run + 2;
  const values = new Float32Array(rows * stride).fill(Number.NaN);
  const table = Uint32Array.from({ length: rows }, (_, row) => (rows - 1 - row) * stride * 4);
  const spans = Uint32Array.from({ length: segments }, (_, segment) => (segments - 1 - segment) * run * 4);
  const matrix = random(rows * segments * length, 1);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < segments * length; k++) {
      const segment = Math.floor(k / length);
      values[(table[row]! + spans[segment]!) / 4 + (k % length)] = matrix[row * segments * length + k]!;
    }
  }
  const longer = Uint32Array.of(...table, ...Array(6).fill(OUTSIDE));
  return { matrix, a: input(values), rows: input(longer), spans: input(spans) };
}

/** [panel][row][8] of a matrix [rows][columns], with room for `height` rows in each panel. */
function packed(matrix: Float32Array, rows: number, columns: number, height = rows): Float32Array {
  const out = new Float32Array(Math.ceil(columns / 8) * height * 8);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[((column >> 3) * height + row) * 8 + (column & 7)] = matrix[row * columns + column]!;
    }
  }
  return out;
}

/** A sum in double precision, with the error that sums of its size may have in single precision. */
class Exact {
  sum = 0;
  #size = 0;
  #terms = 0;

  add(term: number): this {
    this.sum += term;
    this.#size += Math.abs(term);
    this.#terms++;
    return this;
  }

  holds(actual: number): boolean {
    return Math.abs(actual - this.sum) <= (this.#terms + 1) * 2 ** -24 * this.#size;
  }
}

function assertHolds(exact: readonly Exact[], actual: ArrayLike<number>, what: string): void {
  assert.is(actual.length, exact.length, what);
  const wrong = exact.findIndex((each, at) => !each.holds(actual[at]!));
  assert.is(wrong, -1, `${what}: value ${wrong} is ${actual[wrong]}, not ${exact[wrong]?.sum}`);
}

for (const segments of SEGMENTS) {
  for (const length of LENGTHS) {
    test(`gemm: ${segments} × ${length} products a sum`, () => {
      for (const rows of ROWS) for (const columns of COLUMNS) checkGemm(rows, columns, segments, length);
    });

    test(`gemmOuter: ${segments} × ${length} columns of A`, () => {
      for (const rows of ROWS) for (const columns of COLUMNS) checkOuter(rows, columns, segments, length);
    });
  }
}

test("gemmOuter: more rows than it takes at a time", () => {
  for (const rows of [255, 256, 257, 513]) checkOuter(rows, 9, 2, 7);
});

for (const taps of [1, 2, 3]) {
  for (const length of [1, 3, 4, 5, 257]) {
    test(`gemmScatter: ${taps} taps of ${length} products a sum`, () => {
      for (const positions of ROWS)
        for (const columns of COLUMNS) checkScatter(3, positions, columns, taps, length);
    });
  }
}

for (const rows of [...ROWS, 255, 256, 257, 600]) {
  test(`packPanels: ${rows} rows`, () => {
    for (const columns of [...COLUMNS, 16, 17]) checkPack(rows, columns);
  });
}

test("packPanels: without sums", () => {
  const matrix = random(21, 1);
  const operands = {
    count: count(3),
    rowsPerSample: 1,
    matrix: input(matrix),
    columns: 7,
    height: 3,
    sums: 0,
  };
  for (const { out } of runKernel("packPanels", { ...operands, out: output(new Float32Array(24)) })) {
    assert.equal(out, packed(matrix, 3, 7));
  }
});

for (const taps of [1, 2, 3]) {
  test(`transposePanels: ${taps} taps`, () => {
    for (const inner of [1, 7, 8, 9, 17])
      for (const columns of [1, 7, 8, 9, 17]) checkTranspose(taps, inner, columns);
  });
}

test.run();

function checkGemm(rows: number, columns: number, segments: number, length: number): void {
  const depth = segments * length;
  const { matrix, ...a } = scattered(rows, segments, length);
  const b = random(depth * columns, 2);
  const bias = random(columns, 3);
  const padded = new Float32Array(Math.ceil(columns / 8) * 8);
  padded.set(bias);
  const exact = (activation: number, biased: boolean): Exact[] =>
    Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const sum = new Exact();
      if (biased) sum.add(bias[column]!);
      for (let k = 0; k < depth; k++) sum.add(matrix[row * depth + k]! * b[k * columns + column]!);
      if (activation === 1) sum.sum = Math.max(sum.sum, 0);
      return sum;
    });
  for (const [activation, biased] of [
    [0, false],
    [1, true],
  ] as const) {
    const results = runKernel("gemm", {
      count: count(rows / perSample(rows)),
      rowsPerSample: perSample(rows),
      ...a,
      segments,
      length,
      b: input(packed(b, depth, columns)),
      bias: biased ? input(padded) : 0,
      activation,
      c: output(new Float32Array(rows * columns).fill(7)),
      columns,
      scratch: scratch(SCRATCH_BYTES),
    });
    for (const { c } of results) assertHolds(exact(activation, biased), c!, `${rows} × ${columns}`);
  }
}

function checkOuter(rows: number, columns: number, segments: number, length: number): void {
  const depth = segments * length;
  const height = rows + 3;
  const { matrix, ...a } = scattered(rows, segments, length);
  const b = random(rows * columns, 2);
  const packedB = packed(b, rows, columns, height).map((value, at) =>
    Math.floor(at / 8) % height < rows ? value : Number.NaN,
  );
  const panels = Math.ceil(columns / 8);
  const exact = Array.from({ length: panels * depth * 8 }, (_, at) => {
    const column = Math.floor(at / (8 * depth)) * 8 + (at % 8);
    const k = Math.floor(at / 8) % depth;
    const sum = new Exact();
    if (column >= columns) return sum;
    for (let row = 0; row < rows; row++) sum.add(matrix[row * depth + k]! * b[row * columns + column]!);
    return sum;
  });
  const results = runKernel("gemmOuter", {
    count: count(rows / perSample(rows)),
    rowsPerSample: perSample(rows),
    ...a,
    segments,
    length,
    b: input(packedB),
    height,
    c: output(new Float32Array(panels * depth * 8).fill(7)),
    columns,
    scratch: scratch(SCRATCH_BYTES),
  });
  for (const { c } of results) assertHolds(exact, c!, `${rows} rows, ${columns} columns`);
}

/** As in a convolution in one dimension: position p of a sample and tap t add to row p + t of the sample's in C. */
function checkScatter(
  samples: number,
  positions: number,
  columns: number,
  taps: number,
  length: number,
): void {
  const rows = samples * positions;
  const width = positions + taps - 1;
  const a = random(rows * length, 1);
  const b = random(taps * length * columns, 2);
  const before = random(samples * width * columns, 3);
  const exact = Array.from(before, (value) => new Exact().add(value));
  for (let row = 0; row < rows; row++) {
    const [sample, position] = [Math.floor(row / positions), row % positions];
    for (let tap = 0; tap < taps; tap++) {
      for (let column = 0; column < columns; column++) {
        const target = exact[(sample * width + position + tap) * columns + column]!;
        for (let k = 0; k < length; k++) {
          target.add(a[row * length + k]! * b[(tap * length + k) * columns + column]!);
        }
      }
    }
  }
  const table = (size: number, at: (index: number) => number): Operand =>
    input(Uint32Array.from({ length: size }, (_, index) => at(index) * 4));
  const results = runKernel("gemmScatter", {
    count: count(samples),
    rowsPerSample: positions,
    a: input(a),
    length,
    rows: table(rows, (row) => row * length),
    b: input(packed(b, taps * length, columns)),
    c: output(before),
    targets: table(rows, (row) => (Math.floor(row / positions) * width + (row % positions)) * columns),
    shifts: table(taps, (tap) => tap * columns),
    taps,
    columns,
    zero: input(Uint32Array.of(0)),
    scratch: scratch(SCRATCH_BYTES),
  });
  for (const { c } of results) assertHolds(exact, c!, `${positions} positions, ${columns} columns`);
}

function checkPack(rows: number, columns: number): void {
  const height = rows + 2;
  const samples = rows / perSample(rows);
  const matrix = random(rows * columns, 1);
  const panels = Math.ceil(columns / 8);
  const results = runKernel("packPanels", {
    count: count(samples),
    rowsPerSample: perSample(rows),
    matrix: input(matrix),
    columns,
    out: output(new Float32Array(panels * height * 8)),
    height,
    sums: output(new Float32Array(panels * 8).fill(7)),
  });
  const exact = Array.from({ length: panels * 8 }, (_, column) => {
    const sum = new Exact();
    if (column < columns) for (let row = 0; row < rows; row++) sum.add(matrix[row * columns + column]!);
    return sum;
  });
  for (const { out, sums } of results) {
    assert.equal(out, packed(matrix, rows, columns, height));
    assertHolds(exact, sums!, `${columns} column sums`);
  }
}

function checkTranspose(taps: number, inner: number, columns: number): void {
  const matrix = random(taps * inner * columns, 1);
  const panels = Math.ceil(inner / 8);
  const expected = new Float32Array(panels * taps * columns * 8);
  for (let tap = 0; tap < taps; tap++) {
    for (let k = 0; k < inner; k++) {
      for (let n = 0; n < columns; n++) {
        expected[(((k >> 3) * taps + tap) * columns + n) * 8 + (k & 7)] =
          matrix[(tap * inner + k) * columns + n]!;
      }
    }
  }
  const b = input(packed(matrix, taps * inner, columns));
  const out = output(new Float32Array(expected.length).fill(7));
  for (const result of runKernel("transposePanels", { b, taps, inner, columns, out })) {
    assert.equal(result.out, expected, `inner ${inner}, columns ${columns}`);
  }
}

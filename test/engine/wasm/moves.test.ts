import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { permuted, reversed } from "../../../src/engine/wasm/lowerings/moves.ts";
import { tryKernel } from "./kernel.ts";

/** Kernels that move values, join tensors, look vectors up, and multiply vectors. */

const test = suite("engine/wasm/moves");

function values(purpose: string, length: number): Float32Array {
  const draws = stream(13, purpose);
  return Float32Array.from({ length }, (_, at) => 2 * draws.uniform(at) - 1);
}

const LENGTHS = [1, 3, 4, 5, 7, 16, 33];

for (const length of LENGTHS) {
  test(`runs of ${length} go from one place to another, and what lies between stays`, () => {
    const [samples, runs] = [5, 6];
    const from = Uint32Array.from({ length: runs }, (_, run) => (runs - 1 - run) * length);
    const to = Uint32Array.from({ length: runs }, (_, run) => run * (length + 2) + 1);
    const [xSize, ySize] = [runs * length, runs * (length + 2)];
    const x = values("x", samples * xSize);
    const y = new Float32Array(samples * ySize).fill(9);
    const expected = y.slice();
    for (let sample = 0; sample < samples; sample++) {
      for (let run = 0; run < runs; run++) {
        const start = sample * xSize + from[run]!;
        expected.set(x.subarray(start, start + length), sample * ySize + to[run]!);
      }
    }
    const given = { count: Int32Array.of(samples), runs, length, x, xSize, from, y, ySize, to };
    tryKernel("copyRuns", given, (after) => assert.equal(after.y, expected));
  });

  test(`one sample of runs of ${length} goes to all`, () => {
    const [from, to] = [Uint32Array.of(0, 1), Uint32Array.of(0, length)];
    const x = values("x", length + 1);
    const given = {
      runs: 2,
      length,
      x,
      xSize: 0,
      from,
      y: new Float32Array(6 * length),
      ySize: 2 * length,
      to,
    };
    const one = [...x.subarray(0, length), ...x.subarray(1, length + 1)];
    tryKernel("copyRuns", { count: Int32Array.of(3), ...given }, ({ y }) => {
      assert.equal([...y], [...one, ...one, ...one]);
    });
  });

  test(`sums over runs of ${length}`, () => {
    const [samples, runs] = [3, 300];
    const x = values("x", samples * runs * length);
    const given = { count: Int32Array.of(samples), runs, length, x, y: new Float32Array(samples * length) };
    tryKernel("sumRuns", given, ({ y }) => {
      for (const [at, own] of y.entries()) {
        let exact = 0;
        const start = Math.floor(at / length) * runs * length + (at % length);
        for (let run = 0; run < runs; run++) exact += x[start + run * length]!;
        assert.ok(Math.abs(own - exact) < 2e-5, `${at}: ${own}, not ${exact}`);
      }
    });
  });

  test(`vectors of ${length} by their number, and the sums of their gradients`, () => {
    const [samples, rows, entries] = [4, 5, 6];
    const x = Float32Array.from({ length: samples * rows }, (_, at) => stream(1, "x").below(at, entries));
    const table = values("table", entries * length);
    const shape = { count: Int32Array.of(samples), rowsPerSample: rows, width: length, x, entries };
    tryKernel("embed", { ...shape, table, y: new Float32Array(samples * rows * length) }, ({ y }) => {
      for (const [at, own] of y.entries()) {
        assert.is(own, table[x[Math.floor(at / length)]! * length + (at % length)]);
      }
    });
    const dy = values("dy", samples * rows * length);
    const expected = new Float32Array(entries * length);
    for (const [at, value] of dy.entries()) {
      expected[x[Math.floor(at / length)]! * length + (at % length)]! += value;
    }
    const given = { ...shape, dy, table: new Float32Array(entries * length) };
    tryKernel("embedGradient", given, (after) => assert.equal(after.table, expected));
  });
}

test("a number that no entry has gives NaN, takes no gradient, and touches no memory", () => {
  const x = Float32Array.of(-1, 2, 4, 1e30, Number.NaN, Number.NEGATIVE_INFINITY, 3.9, -0.9);
  const shape = { count: Int32Array.of(8), rowsPerSample: 1, width: 4, x, entries: 4 };
  const table = values("table", 20); // one more than there are
  tryKernel("embed", { ...shape, table, y: new Float32Array(32) }, ({ y }) => {
    const none = Array(4).fill(Number.NaN);
    const row = (entry: number): number[] => [...table.subarray(4 * entry, 4 * entry + 4)];
    assert.equal([...y], [...none, ...row(2), ...none, ...none, ...none, ...none, ...row(3), ...row(0)]);
  });
  const dy = new Float32Array(32).fill(1);
  tryKernel("embedGradient", { ...shape, dy, table: new Float32Array(16) }, (after) => {
    assert.equal(
      [...after.table],
      [1, 0, 1, 1].flatMap((sum) => Array(4).fill(sum)),
    );
  });
});

test("axes in another order, and back", () => {
  for (const [shape, axes] of [
    [
      [3, 4],
      [1, 0],
    ],
    [
      [2, 3, 4],
      [1, 0, 2],
    ],
    [
      [2, 3, 4],
      [2, 0, 1],
    ],
    [
      [2, 3, 2, 5],
      [0, 2, 1, 3],
    ],
    [[7], [0]],
  ] as const) {
    const size = shape.reduce((product: number, length) => product * length, 1);
    const runs = permuted(shape, axes);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a: number, b) => a * b, 1));
    const x = values("x", size);
    const expected = x.map((_, at) => {
      let [rest, from] = [at, 0];
      for (const axis of [...axes].reverse()) {
        from += (rest % shape[axis]!) * strides[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      return x[from]!;
    });
    const sizes = { count: Int32Array.of(1), xSize: size, ySize: size };
    const move = ({ length, from, to }: typeof runs, source: Float32Array, target: Float32Array): void => {
      const given = { ...sizes, runs: from.length, length, x: source, from, y: new Float32Array(size), to };
      tryKernel("copyRuns", given, ({ y }) => assert.equal(y, target));
    };
    move(runs, x, expected);
    move(reversed(runs), expected, x);
  }
});

test("sums over places", () => {
  const x = values("x", 12);
  const places = Uint32Array.of(0, 5, 11, 3, 3, 4);
  tryKernel("sumPlaces", { size: 2, each: 3, places, x, sums: new Float32Array(2) }, ({ sums }) => {
    const exact = [x[0]! + x[5]! + x[11]!, x[3]! + x[3]! + x[4]!];
    assert.equal([...sums], exact.map(Math.fround));
  });
});

for (const size of [1, 3, 4, 5, 17, 67]) {
  const count = Int32Array.of(3);
  const [a, b] = [
    values("a", 3 * size),
    values("b", 3 * size).map((value, at) => (at % 5 === 0 ? 0.25 : value)),
  ];
  const x = a.map((value, at) => (at % 7 === 0 ? b[at]! : value));
  const out = () => new Float32Array(3 * size);

  test(`two tensors of ${size} values become one`, () => {
    const given = { count, size, x, y: b, z: out() };
    tryKernel("add", given, ({ z }) =>
      assert.equal(
        z,
        x.map((value, at) => value + b[at]!),
      ),
    );
    tryKernel("multiply", given, ({ z }) =>
      assert.equal(
        z,
        x.map((value, at) => value * b[at]!),
      ),
    );
    tryKernel("maximum", given, ({ z }) =>
      assert.equal(
        z,
        x.map((value, at) => Math.max(value, b[at]!)),
      ),
    );
    tryKernel("minimum", given, ({ z }) =>
      assert.equal(
        z,
        x.map((value, at) => Math.min(value, b[at]!)),
      ),
    );
    const scaled = { count, size, factor: -0.75, x, y: out() };
    tryKernel("scale", scaled, ({ y }) =>
      assert.equal(
        y,
        x.map((value) => value * -0.75),
      ),
    );
  });

  test(`the first of two equal ones of ${size} values has the gradient, and no other`, () => {
    const y = x.map((value, at) => Math.max(value, b[at]!));
    const dy = values("dy", 3 * size);
    tryKernel("claim", { count, size, x, y, dy, dx: out() }, ({ dx, dy: rest }) => {
      assert.equal(
        dx,
        dy.map((value, at) => (x[at]! >= b[at]! ? value : 0)),
      );
      assert.equal(
        rest,
        dy.map((value, at) => (x[at]! >= b[at]! ? 0 : value)),
      );
    });
  });

  test(`prelu of ${size} values and its slopes`, () => {
    const dy = values("dy", 3 * size);
    tryKernel("prelu", { count, size, x, alpha: b, y: out() }, ({ y }) => {
      assert.equal(
        y,
        x.map((value, at) => (value < 0 ? value * b[at]! : value)),
      );
    });
    tryKernel("preluSlopes", { count, size, x, dy, slopes: out() }, ({ slopes }) => {
      assert.equal(
        slopes.map((value) => value + 0),
        x.map((value, at) => dy[at]! * Math.min(value, 0) + 0),
      );
    });
    tryKernel("preluGradient", { count, size, x, alpha: b, dy, dx: out() }, ({ dx }) => {
      assert.equal(
        dx,
        x.map((value, at) => (value > 0 ? dy[at]! : dy[at]! * b[at]!)),
      );
    });
  });
}

test("products of vectors that lie along either axis", () => {
  const [samples, rows, columns, depth] = [3, 4, 5, 6];
  const [a, b] = [values("a", samples * rows * depth), values("b", samples * depth * columns)];
  const given = {
    ...{ count: Int32Array.of(samples), rows, columns, depth },
    ...{ a, aSize: rows * depth, aRow: depth, aStep: 1 },
    ...{ b, bSize: depth * columns, bColumn: 1, bStep: columns },
    ...{ y: new Float32Array(samples * rows * columns), ySize: rows * columns, yRow: 1, yColumn: rows },
  };
  tryKernel("contract", given, ({ y }) => {
    for (let sample = 0; sample < samples; sample++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let exact = 0;
          for (let k = 0; k < depth; k++) {
            exact += a[(sample * rows + row) * depth + k]! * b[(sample * depth + k) * columns + column]!;
          }
          assert.is(y[(sample * columns + column) * rows + row], Math.fround(exact));
        }
      }
    }
  });
});

test("vectors of length 1, and short ones, which stay short; and the way back", () => {
  const x = Float32Array.of(3, 4, 1e-5, 2e-5, 0, 0, -0.5, 0.25);
  const dy = values("dy", 8);
  const shape = { count: Int32Array.of(2), size: 4, vectors: 2, apart: 2, depth: 2, step: 1, x };
  const lengths = [0, 2, 4, 6].map((at) => Math.sqrt(Math.max(x[at]! ** 2 + x[at + 1]! ** 2, 1e-7)));
  tryKernel("unitVectors", { ...shape, y: new Float32Array(8) }, ({ y }) => {
    for (const [at, own] of y.entries()) {
      assert.ok(Math.abs(own - x[at]! / lengths[at >> 1]!) < 1e-7, `${at}: ${own}`);
    }
  });
  tryKernel("unitVectorsGradient", { ...shape, dy, dx: new Float32Array(8) }, ({ dx }) => {
    for (const [at, own] of dx.entries()) {
      const [first, length] = [at & ~1, lengths[at >> 1]!];
      const long = x[first]! ** 2 + x[first + 1]! ** 2 > 1e-7;
      const product = x[first]! * dy[first]! + x[first + 1]! * dy[first + 1]!;
      const exact = (dy[at]! - (long ? (x[at]! * product) / length ** 2 : 0)) / length;
      assert.ok(Math.abs(own - exact) <= 1e-6 * Math.abs(exact), `${at}: ${own}, not ${exact}`);
    }
  });
});

test.run();

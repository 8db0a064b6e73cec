import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SOBOL_DIMENSIONS, sobolPlace, sobolWord } from "../../src/tuner/sobol-sequence.ts";

const test = suite("tuner/sobol-sequence");

/** Made with scipy 1.17's `qmc.Sobol(64, scramble=False, bits=32)`, its Gray code order undone. */
const REFERENCE: ReadonlyMap<number, readonly number[]> = new Map([
  [1, [2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648]],
  [5, [2684354560, 536870912, 3758096384, 1610612736, 536870912, 3758096384]],
  [100, [637534208, 3321888768, 2986344448, 4261412864, 3388997632, 2449473536]],
  [777, [2428502016, 809500672, 3829399552, 3661627392, 1329594368, 3670016000]],
  [1023, [4290772992, 1094713344, 3141533696, 2805989376, 1782579200, 2545942528]],
]);
const AXES = [0, 1, 2, 9, 30, 63];

test("before scrambling the points are those of the published direction numbers", () => {
  for (const [index, words] of REFERENCE) {
    assert.equal(
      AXES.map((axis) => sobolWord(index, axis)),
      words,
    );
  }
});

test("the first 2^k points have one in every part of each axis, scrambled too", () => {
  for (let axis = 0; axis < SOBOL_DIMENSIONS; axis++) {
    const parts = new Set(
      Array.from({ length: 64 }, (_, index) => Math.floor(sobolPlace(7, "t", index, axis) * 64)),
    );
    assert.is(parts.size, 64, `axis ${axis}`);
  }
});

test("two axes keep their evenness together", () => {
  const squares = new Set(
    Array.from({ length: 64 }, (_, index) => {
      const [x, y] = [sobolPlace(3, "t", index, 0), sobolPlace(3, "t", index, 1)];
      return Math.floor(x * 8) * 8 + Math.floor(y * 8);
    }),
  );
  assert.is(squares.size, 64);
});

test("every seed, purpose and axis is scrambled in its own way", () => {
  const first = [
    sobolPlace(1, "a", 5, 0),
    sobolPlace(2, "a", 5, 0),
    sobolPlace(1, "b", 5, 0),
    sobolPlace(1, "a", 5, 1),
  ];
  assert.is(new Set(first).size, 4);
});

test("dimensions past the last that has direction numbers are independent draws in the unit interval", () => {
  const places = Array.from({ length: 100 }, (_, index) =>
    sobolPlace(1, "t", index, SOBOL_DIMENSIONS + (index % 3)),
  );
  assert.is(new Set(places).size, 100);
  assert.ok(places.every((place) => place >= 0 && place < 1));
});

test.run();

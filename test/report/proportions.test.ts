import { suite } from "uvu";
import * as assert from "uvu/assert";
import { differenceInterval, wilson } from "../../src/report/proportions.ts";

const test = suite("report/proportions");

function rounded({ low, high }: { low: number; high: number }): number[] {
  return [low, high].map((value) => Number(value.toFixed(4)));
}

test("the interval of a share is that of Wilson: Newcombe 1998, table I", () => {
  assert.equal(rounded(wilson({ share: 81 / 263, of: 263 })), [0.2553, 0.3662]);
  assert.equal(rounded(wilson({ share: 15 / 148, of: 148 })), [0.0624, 0.1605]);
  assert.equal(rounded(wilson({ share: 0, of: 20 })), [0, 0.1611]);
  assert.equal(rounded(wilson({ share: 1 / 29, of: 29 })), [0.0061, 0.1718]);
});

test("that of a difference is method 10 of Newcombe 1998, table II", () => {
  const cases = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ] as const;
  for (const [a, m, b, n, low, high] of cases) {
    assert.equal(rounded(differenceInterval({ share: a / m, of: m }, { share: b / n, of: n })), [low, high]);
  }
});

test.run();

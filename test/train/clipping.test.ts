import { suite } from "uvu";
import * as assert from "uvu/assert";
import { clip } from "../../src/train/clipping.ts";

const test = suite("train/clipping");

/** What becomes of two gradients. */
function clipped(options: Parameters<typeof clip>[1], first: readonly number[], second: readonly number[]) {
  const gradients = [Float32Array.from(first), Float32Array.from(second)];
  clip(gradients, options);
  return gradients.map((gradient) => [...gradient]);
}

function close(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  for (const [index, value] of actual.flat().entries()) {
    assert.ok(Math.abs(value - expected.flat()[index]!) < 1e-6, `${actual.flat()} ≠ ${expected.flat()}`);
  }
}

// The expected numbers are Keras 3.15.1's for the same gradients.
test("by value, each number is cut off at the bound", () => {
  close(clipped({ clipValue: 0.5 }, [3, -4], [0.25]), [[0.5, -0.5], [0.25]]);
});

test("by norm, each weight's gradient is scaled by itself", () => {
  close(clipped({ clipNorm: 1 }, [3, -4], [0.25]), [[0.6, -0.8], [0.25]]);
});

test("by global norm, all gradients are scaled together", () => {
  close(clipped({ globalClipNorm: 1 }, [3, -4], [0.25]), [[0.5992514, -0.7990019], [0.04993762]]);
});

test("asked for together, values come first, then norms, then the global norm", () => {
  const options = { clipValue: 3, clipNorm: 3, globalClipNorm: 1 };
  // [3, −3] and [3]; norms 3 √2 → 3 and 3; global norm 3 √2 → 1
  const part = 1 / Math.sqrt(2);
  close(clipped(options, [3, -4], [5]), [[part * part, -part * part], [part]]);
});

test("what is within the bounds is not touched, to the bit", () => {
  const options = { clipValue: 4, clipNorm: 5, globalClipNorm: 6 };
  assert.equal(clipped(options, [3, -4], [0.1]), [[3, -4], [Math.fround(0.1)]]);
  assert.equal(clipped({}, [1e30, -4], [Number.NaN])[0], [Math.fround(1e30), -4]);
});

test("gradients of zero stay zero", () => {
  assert.equal(clipped({ clipNorm: 1, globalClipNorm: 1 }, [0, 0], [0]), [[0, 0], [0]]);
});

test("the squares of the largest floats do not overflow", () => {
  close(clipped({ globalClipNorm: 1 }, [3e38, 0], [0]), [[1, 0], [0]]);
});

test("what is no number stays none, and infinity is not taken for a finite gradient", () => {
  assert.ok(Number.isNaN(clipped({ clipValue: 1 }, [Number.NaN, 1], [1])[0]![0]));
  assert.ok(Number.isNaN(clipped({ clipNorm: 1 }, [Number.NaN, 1], [1])[0]![0]));
  assert.equal(clipped({ globalClipNorm: 1 }, [Number.NaN, 3], [1]).flat().slice(1), [3, 1]);
  assert.ok(Number.isNaN(clipped({ globalClipNorm: 1 }, [Number.POSITIVE_INFINITY, 1], [1])[0]![0]));
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Layout,
  panels,
  placesOf,
  plain,
  readValues,
  writeValues,
} from "../../../src/engine/wasm/layout.ts";

const test = suite("engine/wasm/layout");

/** 1, 2, 3, … */
function counting(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => at + 1);
}

function written(layout: Layout, values: Float32Array): Float32Array {
  const memory = new Float32Array(layout.length).fill(-1);
  writeValues(layout, values, memory);
  return memory;
}

test("a plain weight lies as it is, filled up with zeros to a multiple of eight", () => {
  assert.equal([...written(plain([3, 2]), counting(6))], [1, 2, 3, 4, 5, 6, 0, 0]);
  assert.is(plain([8]).length, 8);
  assert.is(plain([3, 3]).length, 16);
});

test("panels hold eight columns of all rows, one row after the other", () => {
  const memory = written(panels([2, 10]), counting(20));
  assert.equal([...memory.subarray(0, 16)], [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18]);
  assert.equal([...memory.subarray(16)], [9, 10, 0, 0, 0, 0, 0, 0, 19, 20, 0, 0, 0, 0, 0, 0]);
});

test("all axes but the last are rows of a panel", () => {
  assert.equal(written(panels([2, 3, 4, 5]), counting(120)), written(panels([24, 5]), counting(120)));
});

test("values come back as they were written", () => {
  for (const layout of [plain([2, 3, 7]), panels([2, 3, 7]), panels([6, 7]), panels([42]), plain([1])]) {
    const values = counting(placesOf(layout.offsets).length);
    assert.equal(readValues(layout, written(layout, values)), values);
  }
});

test("places are sums over the axes, the last index running fastest", () => {
  assert.equal([...placesOf([Uint32Array.of(0, 10), Uint32Array.of(1, 2, 3)])], [1, 2, 3, 11, 12, 13]);
  assert.equal([...placesOf([])], [0]);
});

test.run();

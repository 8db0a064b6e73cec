import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { constraints } from "../../src/model/constraints.ts";
import { complete } from "./complete.ts";
import { cpuTf } from "./tf.ts";

const test = suite("model/constraints");
const tf = await cpuTf();

function constrained(name: string, written: object, value: readonly number[], shape: number[]): number[] {
  const { component, options } = constraints.open(complete(constraints, name, written));
  const copy = Float32Array.from(value);
  component.apply(copy, shape, options);
  return [...copy];
}

function close(actual: readonly number[], expected: ArrayLike<number>): void {
  assert.is(actual.length, expected.length);
  for (const [index, value] of actual.entries()) assert.ok(Math.abs(value - expected[index]!) < 1e-6);
}

test("nonNeg sets negative values to 0", () => {
  assert.equal(constrained("nonNeg", {}, [1, -2, 0, -0.5], [2, 2]), [1, 0, 0, 0]);
});

test("maxNorm shortens long columns and leaves short ones", () => {
  close(constrained("maxNorm", { maxValue: 2.5 }, [3, 1, 4, 1], [2, 2]), [1.5, 1, 2, 1]);
});

test("unitNorm makes every vector along its axes one long", () => {
  close(constrained("unitNorm", { axis: [1] }, [3, 4, 0, 5], [2, 2]), [0.6, 0.8, 0, 1]);
});

test("minMaxNorm goes as far as its rate says", () => {
  close(constrained("minMaxNorm", { minValue: 1, maxValue: 2, rate: 0.5 }, [4, 0.5], [1, 2]), [3, 0.75]);
});

test("a vector can run along several axes, as in a conv2d kernel", () => {
  const value = constrained("unitNorm", { axis: [0, 1, 2] }, [1, 2, 1, 2, 1, 2, 1, 2], [2, 2, 1, 2]);
  close(value, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
});

for (const axis of [0, 1, 2]) {
  test(`maxNorm, unitNorm and minMaxNorm agree with tfjs along axis ${axis}`, () => {
    const shape: [number, number, number] = [3, 2, 4];
    const draws = stream(1, "values");
    const value = Float32Array.from({ length: sizeOf(shape) }, (_, index) => draws.normal(index));
    const tensor = tf.core.tensor(value, shape);
    const { maxNorm, unitNorm, minMaxNorm } = tf.layers.constraints;
    const theirs = (constraint: { apply(w: typeof tensor): typeof tensor }) =>
      constraint.apply(tensor).dataSync();
    const ours = (name: string, written: object) =>
      constrained(name, { ...written, axis: [axis] }, [...value], shape);
    close(ours("maxNorm", { maxValue: 1 }), theirs(maxNorm({ maxValue: 1, axis })));
    close(ours("unitNorm", {}), theirs(unitNorm({ axis })));
    const range = { minValue: 0.9, maxValue: 1.1, rate: 0.7 };
    close(ours("minMaxNorm", range), theirs(minMaxNorm({ ...range, axis })));
  });
}

test.run();

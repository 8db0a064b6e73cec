import { suite } from "uvu";
import * as assert from "uvu/assert";
import { regularizers } from "../../src/model/regularizers.ts";
import { complete } from "./complete.ts";

const test = suite("model/regularizers");

const value = Float32Array.from([0.5, -2, 0, 1.5]);

const penalties: readonly { readonly name: string; readonly written: object; readonly penalty: number }[] = [
  { name: "l1", written: { l1: 0.1 }, penalty: 0.1 * 4 },
  { name: "l2", written: { l2: 0.1 }, penalty: 0.1 * 6.5 },
  { name: "l1l2", written: { l1: 0.1, l2: 0.01 }, penalty: 0.1 * 4 + 0.01 * 6.5 },
];

test("every regularizer is covered", () => {
  assert.equal(
    penalties.map(({ name }) => name),
    regularizers.names,
  );
});

for (const { name, written, penalty } of penalties) {
  const { component, options } = regularizers.open(complete(regularizers, name, written));

  test(`${name} is the sum worked out by hand`, () => {
    assert.ok(Math.abs(component.penalty(value, options) - penalty) < 1e-12);
  });

  test(`${name}'s gradient is the slope of its penalty, added to what is there`, () => {
    const gradient = new Float32Array(4).fill(10);
    component.addGradient(value, gradient, options);
    for (const index of [0, 1, 3]) {
      const moved = (by: number) => component.penalty(value.with(index, value[index]! + by), options);
      const slope = (moved(0.01) - moved(-0.01)) / 0.02;
      assert.ok(Math.abs(gradient[index]! - 10 - slope) < 1e-4, `at ${index}`);
    }
    assert.is(gradient[2], 10);
  });
}

test.run();

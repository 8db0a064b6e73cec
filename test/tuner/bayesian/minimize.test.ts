import { suite } from "uvu";
import * as assert from "uvu/assert";
import { minimize, type Smooth } from "../../../src/tuner/bayesian/minimize.ts";

const test = suite("tuner/bayesian/minimize");

const rosenbrock: Smooth = (at, gradient) => {
  const [x, y] = [at[0]!, at[1]!];
  const bend = y - x * x;
  gradient[0] = -2 * (1 - x) - 400 * x * bend;
  gradient[1] = 200 * bend;
  return (1 - x) ** 2 + 100 * bend * bend;
};

test("finds the bottom of Rosenbrock's valley", () => {
  const { at, value } = minimize(rosenbrock, Float64Array.of(-1.2, 1), {
    lower: Float64Array.of(-5, -5),
    upper: Float64Array.of(5, 5),
    evaluations: 200,
  });
  assert.ok(value < 1e-8, `${value}`);
  assert.ok(Math.abs(at[0]! - 1) < 1e-3);
});

test("stays within bounds and finds the best place on them", () => {
  const { at } = minimize(rosenbrock, Float64Array.of(-1.2, 1), {
    lower: Float64Array.of(-5, -5),
    upper: Float64Array.of(0.5, 5),
    evaluations: 200,
  });
  assert.is(at[0], 0.5);
  assert.ok(Math.abs(at[1]! - 0.25) < 1e-3);
});

test("asks no more often than it may", () => {
  let asked = 0;
  const counted: Smooth = (at, gradient) => {
    asked++;
    return rosenbrock(at, gradient);
  };
  minimize(counted, Float64Array.of(-1.2, 1), {
    lower: Float64Array.of(-5, -5),
    upper: Float64Array.of(5, 5),
    evaluations: 17,
  });
  assert.is(asked, 17);
});

test.run();

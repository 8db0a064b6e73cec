import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { fit, unlikelihood } from "../../../src/tuner/bayesian/fit.ts";
import { mixedData } from "./data.ts";

const test = suite("tuner/bayesian/fit");

test("the gradient of the likelihood is finite differences", () => {
  const data = mixedData(20);
  const f = unlikelihood(data);
  const at = Float64Array.from({ length: data.ordered.length + 1 }, (_, d) => -0.5 + 0.1 * d);
  at[data.ordered.length] = -4;
  const gradient = new Float64Array(at.length);
  f(at, gradient);
  const ignored = new Float64Array(at.length);
  for (let d = 0; d < at.length; d++) {
    const moved = (by: number) => at.map((x, k) => (k === d ? x + by : x));
    const slope = (f(moved(1e-5), ignored) - f(moved(-1e-5), ignored)) / 2e-5;
    assert.ok(
      Math.abs(slope - gradient[d]!) < 1e-5 * (1 + Math.abs(slope)),
      `${d}: ${gradient[d]}, not ${slope}`,
    );
  }
});

test("dimensions that the costs do not depend on get long scales, noise is found", () => {
  const { scales, noise } = fit(mixedData(80), stream(1, "fit"));
  const [rate, layers, firstUnits] = scales as unknown as [number, number, number];
  assert.ok(layers > rate && layers > firstUnits, `${scales.join(", ")}`);
  assert.ok(noise > 1e-4 && noise < 0.2, `${noise}`);
});

test("the same data and draws give the same fit", () => {
  assert.equal(fit(mixedData(15), stream(1, "fit")), fit(mixedData(15), stream(1, "fit")));
});

test.run();

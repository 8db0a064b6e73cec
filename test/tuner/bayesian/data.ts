import { stream } from "../../../src/base/random.ts";
import { compileSpace } from "../../../src/space/compile.ts";
import { orderedDimensions, pointOf } from "../../../src/tuner/bayesian/point.ts";
import type { Data } from "../../../src/tuner/bayesian/process.ts";
import { randomConfiguration } from "../../../src/tuner/fresh.ts";

/** A space of every kind of parameter, with conditions. */
export const MIXED = compileSpace({
  rate: { float: { min: 1e-4, max: 1, log: true } },
  layers: { int: { min: 1, max: 3 } },
  units: { int: { min: 16, max: 64, step: 16 }, each: "$layers" },
  kind: { choice: ["a", "b", "c"] },
  momentum: { float: { min: 0, max: 0.9 }, when: "$kind == 'b'" },
  flat: { boolean: {} },
});

/** Configurations of the mixed space with costs that are a smooth function of some of their places. */
export function mixedData(count: number): Data {
  const points = Array.from({ length: count }, (_, trial) =>
    pointOf(MIXED, randomConfiguration(MIXED, 1, "data", trial)),
  );
  const wobble = stream(1, "wobble");
  const costs = Float64Array.from(points, (point, i) => {
    const [rate, , units] = point as unknown as [number, number, number];
    return Math.exp(-rate) + units * units - 0.6 * rate * units + 0.05 * wobble.normal(i);
  });
  return { points, costs, ordered: orderedDimensions(MIXED) };
}

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { compileSpace } from "../../../src/space/compile.ts";
import type { Configuration } from "../../../src/space/space.ts";
import { randomConfiguration } from "../../../src/tuner/fresh.ts";
import { Parzen } from "../../../src/tuner/tpe/parzen.ts";

const test = suite("tuner/tpe/parzen");

const COUNTABLE = compileSpace({
  layers: { int: { min: 1, max: 2 } },
  units: { int: { min: 1, max: 20, log: true }, each: "$layers" },
  kind: { choice: ["a", "b", "c"] },
  rate: { float: { min: 0, max: 0.5, step: 0.25 }, when: "$kind == 'b'" },
  flat: { boolean: {} },
});

function near(found: number, expected: number, off: number): void {
  assert.ok(Math.abs(found - expected) < off, `${found}, not ${expected}`);
}

test("the densities of all configurations of a space with conditions sum to 1", () => {
  for (const count of [0, 1, 12]) {
    const seen = Array.from({ length: count }, (_, trial) =>
      randomConfiguration(COUNTABLE, 1, "seen", trial),
    );
    const density = new Parzen(COUNTABLE, seen);
    let sum = 0;
    for (const configuration of COUNTABLE.configurations())
      sum += Math.exp(density.logDensity(configuration));
    near(sum, 1, 1e-9);
  }
});

test("the density of a free number integrates to 1, at the ends of its range too", () => {
  const space = compileSpace({ rate: { float: { min: 2, max: 10 } } });
  const density = new Parzen(space, [{ rate: 2 }, { rate: 2.3 }, { rate: 10 }]);
  const parts = 4000;
  let sum = 0;
  for (let k = 0; k < parts; k++) {
    sum += Math.exp(density.logDensity({ rate: 2 + (8 * (k + 0.5)) / parts })) / parts;
  }
  near(sum, 1, 1e-5);
});

test("draws are as frequent as the density says", () => {
  const space = compileSpace({
    units: { int: { min: 1, max: 5 } },
    kind: { choice: ["a", "b"] },
    rate: { float: { min: 0, max: 1, step: 0.5 }, when: "$kind == 'b'" },
  });
  const density = new Parzen(space, [
    { units: 1, kind: "a" },
    { units: 4, kind: "b", rate: 1 },
  ]);
  const draws = 20_000;
  const found = new Map<string, number>();
  for (let draw = 0; draw < draws; draw++) {
    const key = JSON.stringify(density.draw(stream(1, "draws", draw)));
    found.set(key, (found.get(key) ?? 0) + 1 / draws);
  }
  for (const configuration of space.configurations()) {
    near(found.get(JSON.stringify(configuration)) ?? 0, Math.exp(density.logDensity(configuration)), 0.012);
  }
});

test("what is near what was seen is denser than what is far, a branch that was not seen as dense as its choice", () => {
  const density = (configuration: Configuration) =>
    new Parzen(COUNTABLE, [{ layers: 1, "units[0]": 10, kind: "a", flat: true }]).logDensity(configuration);
  const seen = { layers: 1, "units[0]": 10, kind: "a", flat: true };
  assert.ok(density(seen) > density({ ...seen, "units[0]": 11 }));
  assert.ok(density({ ...seen, "units[0]": 11 }) > density({ ...seen, "units[0]": 1 }));
  assert.ok(density(seen) > density({ ...seen, kind: "c" }));
  near(density({ ...seen, kind: "b", rate: 0 }), density({ ...seen, kind: "b", rate: 0.5 }), 1e-12);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { LogExpectedImprovement } from "../../../src/tuner/bayesian/acquisition.ts";
import { pointOf } from "../../../src/tuner/bayesian/point.ts";
import { Process } from "../../../src/tuner/bayesian/process.ts";
import { climb } from "../../../src/tuner/bayesian/search.ts";
import { randomConfiguration } from "../../../src/tuner/fresh.ts";
import { MIXED, mixedData } from "./data.ts";

const test = suite("tuner/bayesian/search");

function acquisition(): LogExpectedImprovement {
  const data = mixedData(30);
  return new LogExpectedImprovement(
    new Process(data, { scales: new Float64Array(data.ordered.length).fill(0.6), noise: 1e-3 }),
  );
}

test("the first is better than the best of 5,000 random draws, and all are configurations of the space", () => {
  const hill = acquisition();
  const found = climb(MIXED, hill, [randomConfiguration(MIXED, 1, "best", 0)], stream(1, "climb"));
  for (const configuration of found) assert.equal(MIXED.problems(configuration), []);
  let best = Number.NEGATIVE_INFINITY;
  for (let draw = 0; draw < 5000; draw++) {
    best = Math.max(best, hill.value(pointOf(MIXED, randomConfiguration(MIXED, 2, "draw", draw))));
  }
  const first = hill.value(pointOf(MIXED, found[0]!));
  assert.ok(first >= best, `${first} and ${best}`);
});

test("the ends of the climbs come best first", () => {
  const hill = acquisition();
  const values = climb(MIXED, hill, [], stream(1, "climb"))
    .slice(0, 8)
    .map((configuration) => hill.value(pointOf(MIXED, configuration)));
  assert.equal(
    values,
    values.toSorted((a, b) => b - a),
  );
});

test.run();

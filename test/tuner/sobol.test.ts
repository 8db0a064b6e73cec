import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import { sobol, sobolConfiguration } from "../../src/tuner/sobol.ts";
import { run, searchOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/sobol");

test("trials are spread over every parameter as evenly as can be", () => {
  const steps = run(searchOf("sobol", { trials: 32 }, spaces.continuous!));
  for (const [name, low, width] of [
    ["x", -5, 15],
    ["y", 0, 15],
  ] as const) {
    const parts = steps.map(({ configuration }) =>
      Math.floor(((Number(configuration[name]) - low) / width) * 32),
    );
    assert.is(new Set(parts).size, 32, name);
  }
});

test("points that give what was tried already are passed over, and the sequence goes on", () => {
  const space = compileSpace({
    layers: { int: { min: 1, max: 4 } },
    rate: { float: { min: 0, max: 1 }, when: "$layers > 1" },
  });
  const steps = run(searchOf("sobol", { trials: 300 }, space));
  assert.is(steps.filter(({ configuration }) => configuration.layers === 1).length, 1);
  const points = new Set(
    Array.from({ length: 500 }, (_, index) => JSON.stringify(sobolConfiguration(space, 1, "sobol", index))),
  );
  for (const { configuration } of steps) assert.ok(points.has(JSON.stringify(configuration)));
});

test("what is not there moves no other parameter's coordinate", () => {
  const both = compileSpace({
    a: { float: { min: 0, max: 1 } },
    b: { float: { min: 0, max: 1 } },
    c: { float: { min: 0, max: 1 } },
  });
  const some = compileSpace({
    a: { float: { min: 0, max: 1 } },
    b: { float: { min: 0, max: 1 }, when: "$a > 0.5" },
    c: { float: { min: 0, max: 1 } },
  });
  for (let index = 0; index < 16; index++) {
    assert.is(sobolConfiguration(some, 3, "t", index).c, sobolConfiguration(both, 3, "t", index).c);
  }
});

test("it says when there are more dimensions than it can spread evenly", () => {
  const space = compileSpace({
    one: { float: { min: 0, max: 1 }, each: 40 },
    other: { float: { min: 0, max: 1 }, each: 40 },
  });
  assert.equal(sobol.outline({ trials: 10 }, space, 1).warnings, [
    "only the first 64 of 80 dimensions are spread evenly, the others drawn at random",
  ]);
  assert.is(run(searchOf("sobol", { trials: 10 }, space)).length, 10);
});

test.run();

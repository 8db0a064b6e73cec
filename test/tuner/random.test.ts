import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import { random } from "../../src/tuner/random.ts";
import { run, searchOf } from "./search.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/random");

test("draws are even over each parameter's range", () => {
  const steps = run(searchOf("random", { trials: 2000 }, spaces.everyKind!));
  const share = (holds: (configuration: Readonly<Record<string, unknown>>) => boolean) =>
    steps.filter(({ configuration }) => holds(configuration)).length / steps.length;
  // Five standard deviations of a share of 2000 draws are below 0.06.
  assert.ok(Math.abs(share(({ activation }) => activation === "selu") - 1 / 3) < 0.06);
  assert.ok(Math.abs(share(({ dropout }) => dropout === 0.3) - 1 / 4) < 0.06);
  assert.ok(Math.abs(share(({ learningRate }) => Number(learningRate) < 0.001) - 1 / 3) < 0.06);
  assert.ok(
    Math.abs(share(({ momentum, normalise }) => Number(momentum) > 0.495 && normalise === true) - 1 / 4) <
      0.06,
  );
});

test("a space is used up to its last configuration", () => {
  const space = compileSpace({ a: { int: { min: 1, max: 20 } }, b: { int: { min: 1, max: 20 } } });
  assert.is(run(searchOf("random", { trials: 1000 }, space)).length, 400);
  assert.equal(random.outline({ trials: 1000 }, space, 1), {
    trials: 400,
    warnings: ["the space has 400 configurations, fewer than 1000 trials"],
  });
  assert.equal(random.outline({ trials: 400 }, space, 1), { trials: 400, warnings: [] });
  assert.equal(random.outline({ trials: 2 }, spaces.single!, 1), {
    trials: 1,
    warnings: ["the space has 1 configuration, fewer than 2 trials"],
  });
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import { begun, randomConfiguration, triedKeys, untried } from "../../src/tuner/fresh.ts";
import type { Step } from "../../src/tuner/tuner.ts";
import { spaces } from "./spaces.ts";

const test = suite("tuner/fresh");
const tiny = spaces.tiny!;
const always = () => ({ a: false, b: "x" });

const stepsOf = (count: number): Step[] =>
  [...tiny.configurations()]
    .slice(0, count)
    .map((configuration, index) => ({ trial: index + 1, configuration }));

test("the first draw that is new is taken", () => {
  const drawn: number[] = [];
  const configuration = untried({ space: tiny, seed: 1, steps: stepsOf(1), earlier: [] }, (attempt) => {
    drawn.push(attempt);
    return attempt < 2 ? always() : { a: true, b: "z" };
  });
  assert.equal(configuration, { a: true, b: "z" });
  assert.equal(drawn, [0, 1, 2]);
});

test("where no draw is new, another configuration is; none where all have been tried", () => {
  const left = (count: number) =>
    untried({ space: tiny, seed: 1, steps: stepsOf(count), earlier: [] }, always);
  assert.equal(left(5), { a: true, b: "z" });
  assert.is(left(6), undefined);
});

test("where numbers are free, the search for something new is by draws, and has an end", () => {
  const free = compileSpace({ a: { float: { min: 0, max: 1 } } });
  const other = untried(
    { space: free, seed: 1, steps: [{ trial: 1, configuration: { a: 0.5 } }], earlier: [] },
    () => ({ a: 0.5 }),
  );
  assert.ok(Number(other!.a) >= 0 && other!.a !== 0.5);
  // Apart by less than the digits that a value is drawn with.
  const narrow = compileSpace({ a: { float: { min: 1, max: 1 + 2 ** -52 } } });
  const ends = [1, 1 + 2 ** -52].map((a, index) => ({ trial: index + 1, configuration: { a } }));
  assert.is(
    untried({ space: narrow, seed: 1, steps: ends, earlier: [] }, () => ({ a: 1 })),
    undefined,
  );
});

test("what an earlier search tried counts as tried", () => {
  const keys = triedKeys({ steps: stepsOf(1), earlier: [{ configuration: { b: "z", a: true }, value: 1 }] });
  assert.is(keys.size, 2);
});

test("trials that go on are not counted as new ones", () => {
  const [one, two] = stepsOf(2) as [Step, Step];
  assert.is(begun([]), 0);
  assert.is(begun([one, two, { ...one, epochs: 3 }]), 2);
});

test("every trial, attempt and purpose is a draw of its own, and the same each time", () => {
  const space = spaces.continuous!;
  const draws = [
    randomConfiguration(space, 1, "a", 1),
    randomConfiguration(space, 1, "a", 2),
    randomConfiguration(space, 1, "a", 1, 1),
    randomConfiguration(space, 1, "b", 1),
    randomConfiguration(space, 2, "a", 1),
  ];
  assert.is(new Set(draws.map(({ x }) => x)).size, 5);
  assert.equal(randomConfiguration(space, 1, "a", 1), draws[0]);
});

test.run();

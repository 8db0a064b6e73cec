import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import {
  createTuner,
  type OpenTuner,
  restoreTuner,
  type TunerSettings,
} from "../../src/spec/create-tuner.ts";
import type { Suggestion } from "../../src/tuner/suggester.ts";
import { tuners } from "../../src/tuner/tuners.ts";

const test = suite("spec/create-tuner");

const SETTINGS: TunerSettings = {
  tuner: { random: { trials: 5 } },
  space: {
    layers: { int: { min: 1, max: 2 } },
    units: { int: { min: 8, max: 32, step: 8 }, each: "$layers" },
    rate: { float: { min: 0, max: 1 } },
  },
  goal: "min",
};

function play(tuner: OpenTuner): Suggestion[] {
  const made: Suggestion[] = [];
  for (let next = tuner.suggest(); typeof next === "object"; next = tuner.suggest()) {
    made.push(next);
    tuner.report(next.trial, (Number(next.configuration.rate) - 0.3) ** 2);
  }
  return made;
}

function refused(settings: object): readonly string[] {
  try {
    createTuner(settings as TunerSettings);
  } catch (error) {
    if (error instanceof RunExpError) return [error.code, error.message, error.hint];
    throw error;
  }
  return [];
}

test("any objective is searched: suggest, report, until there is nothing to suggest", () => {
  const tuner = createTuner(SETTINGS);
  const made = play(tuner);
  assert.is(made.length, 5);
  const distance = ({ configuration }: Suggestion) => Math.abs(Number(configuration.rate) - 0.3);
  assert.is(tuner.best!.trial, made.toSorted((a, b) => distance(a) - distance(b))[0]!.trial);
});

test("the same settings give the same suggestions, another seed gives others", () => {
  assert.equal(play(createTuner(SETTINGS)), play(createTuner(SETTINGS)));
  assert.not.equal(play(createTuner({ ...SETTINGS, seed: 1 })), play(createTuner(SETTINGS)));
});

test("configurations to start with are written as in a file", () => {
  const tuner = createTuner({ ...SETTINGS, start: [{ layers: 2, units: [8, 16], rate: 0.5 }] });
  assert.equal((tuner.suggest() as Suggestion).configuration, {
    layers: 2,
    "units[0]": 8,
    "units[1]": 16,
    rate: 0.5,
  });
});

test("a tuner that was written down goes on where it was", () => {
  const expected = play(createTuner(SETTINGS));
  const first = createTuner(SETTINGS);
  for (const { trial } of expected.slice(0, 2)) {
    first.suggest();
    first.report(trial, 0.5);
  }
  const text = JSON.stringify(first);
  assert.equal(play(restoreTuner(JSON.parse(text))), expected.slice(2));
  assert.is(JSON.stringify(restoreTuner(JSON.parse(text))), text);
});

test("it is written down with its defaults, so that later ones change nothing", () => {
  const { settings, reports } = createTuner({
    ...SETTINGS,
    tuner: { hyperband: { maxEpochs: 9 } },
  }).toJSON();
  assert.equal(settings, {
    ...SETTINGS,
    tuner: { hyperband: { maxEpochs: 9, factor: 3, iterations: 1 } },
    seed: 0,
    parallel: 1,
  });
  assert.equal(reports, []);
});

const start = (rate: number) => ({ layers: 1, units: [8], rate });

const MISTAKES: readonly (readonly [what: string, settings: object, message: string, hint: string])[] = [
  [
    "nothing",
    { tuner: SETTINGS.tuner, space: SETTINGS.space },
    "`createTuner` needs `goal`",
    "goal: which way is better",
  ],
  [
    "an unknown key",
    { ...SETTINGS, gaol: "max" },
    "`createTuner` has no key `gaol`",
    "there is tuner, space, goal, seed, parallel, start",
  ],
  [
    "an unknown tuner",
    { ...SETTINGS, tuner: { rando: { trials: 3 } } },
    "there is no tuner `rando`",
    `did you mean \`random\`? there is ${tuners.names.join(", ")}`,
  ],
  [
    "a wrong option",
    { ...SETTINGS, tuner: { random: { trials: 0 } } },
    "`trials` must be at least 1, not 0",
    "how many configurations are tried",
  ],
  [
    "a mistake in the space",
    { ...SETTINGS, space: { a: { int: { min: 2, max: 1 } } } },
    "`min` is 2 and `max` 1",
    "swap them",
  ],
  [
    "a name that is not declared",
    { ...SETTINGS, space: { a: { boolean: {}, when: "$b" } } },
    "$b is not declared",
    "did you mean $a? declared: $a",
  ],
  [
    "a space that the tuner cannot work in",
    { ...SETTINGS, tuner: { grid: {} } },
    "`grid` goes through all values, and `rate` has no end of them",
    "give it a step",
  ],
  [
    "a start outside the space",
    { ...SETTINGS, start: [{ layers: 1, units: [9], rate: 0.5 }] },
    "units[0] cannot be 9",
    "units: 8 … 32, in steps of 8",
  ],
  [
    "more to start with than there are trials",
    { ...SETTINGS, tuner: { random: { trials: 1 } }, start: [start(0.5), start(0.6)] },
    "`start` lists 2 configurations, more than there are trials: 1",
    "give the tuner more trials, or list fewer",
  ],
  [
    "two mistakes",
    { ...SETTINGS, seed: 0.5, parallel: 0 },
    "`seed` must be a whole number, not 0.5; `parallel` must be at least 1, not 0",
    "",
  ],
];

for (const [what, settings, message, hint] of MISTAKES) {
  test(`refused: ${what}`, () => {
    assert.equal(refused(settings), ["bad-tuner", message, hint]);
  });
}

test("what no tuner has written down is not restored", () => {
  const restored = (saved: unknown) => {
    try {
      restoreTuner(saved as ReturnType<OpenTuner["toJSON"]>);
    } catch (error) {
      if (error instanceof RunExpError) return [error.code, error.message];
      throw error;
    }
    return [];
  };
  const none = ["bad-tuner", "this is no tuner that was written down"];
  const { settings } = createTuner(SETTINGS).toJSON();
  for (const saved of [null, {}, { settings }, { settings, reports: ["good"] }, { reports: [] }]) {
    assert.equal(restored(saved), none, JSON.stringify(saved));
  }
  assert.equal(restored({ settings, reports: [0.5, null, 0.5] }), [
    "bad-tuner",
    "the reports of the tuner that was written down do not belong to its settings",
  ]);
});

test.run();

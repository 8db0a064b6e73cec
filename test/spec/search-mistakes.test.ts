import { suite } from "uvu";
import * as assert from "uvu/assert";
import { edited, inFolder, issuesOf, type Mistake, reported, sound } from "./mistakes.ts";

/** The mistakes people make in the search of an experiment. */
const test = suite("spec/search-mistakes");

const SPACE = `  space:
    layers: { int: { min: 1, max: 3 } }
    units: { int: { min: 4, max: 8, step: 2 }, each: $layers }
    optimizer:
      choice:
        - adam: { learningRate: $rate }
        - sgd: { learningRate: $rate, momentum: $momentum }
    rate: { float: { min: 0.001, max: 0.1, log: true } }
    momentum: { float: { min: 0.5, max: 0.9 }, when: $optimizer == "sgd" }
`;

const SEARCH = `name: searched
dataset:
  source: { csv: { path: data/iris.csv, target: kind } }
  split: { validation: 0.25, test: 0.25 }
model:
  layers:
    - repeat:
        times: $layers
        index: i
        layers:
          - dense: { units: "$units[i]", activation: relu }
    - dense: { units: 3, activation: softmax }
train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  optimizer: $optimizer
  epochs: 9
search:
  objective: { metric: val_accuracy }
  tuner: { random: { trials: 5 } }
  trial:
    epochs: 3
    callbacks: [earlyStopping: { monitor: val_loss }]
  start:
    - { layers: 1, units: [4], optimizer: adam, rate: 0.1 }
${SPACE}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: "an objective that is a name alone",
    edits: [["objective: { metric: val_accuracy }", "objective: val_accuracy"]],
    at: "val_accuracy",
    says: ["`objective` must be a mapping", "write { metric: val_accuracy }"],
  },
  {
    name: "a limit of memory that nothing fits in",
    edits: [["    epochs: 3", "    epochs: 3\n    limit: { memory: 1 }"]],
    at: "1 }",
    says: ["`memory` must be at least", "memory that its worker may take, in MiB"],
  },
  {
    name: "an objective that is misspelt",
    edits: [["metric: val_accuracy", "metric: val_acuracy"]],
    at: "val_acuracy",
    says: ["not logged", "did you mean `val_accuracy`"],
  },
  {
    name: "an objective that nothing logs",
    edits: [["metric: val_accuracy", "metric: f1"]],
    at: "f1",
    says: ["`f1` is not logged", "logged: loss, accuracy, val_loss, val_accuracy"],
  },
  {
    name: "an objective of validation without validation samples",
    edits: [
      ["validation: 0.25, ", ""],
      ["monitor: val_loss", "monitor: loss"],
    ],
    at: "val_accuracy",
    says: ["there are no validation samples", "dataset.split.validation"],
  },
  {
    name: "a search without an objective",
    edits: [["  objective: { metric: val_accuracy }\n", ""]],
    at: "search:",
    says: ["`search` needs `objective`"],
  },
  {
    name: "a misspelt key of a search",
    edits: [["  trial:", "  trials:"]],
    at: "trials:\n",
    says: ["`search` has no key `trials`", "`trial`"],
  },
  {
    name: "an unknown tuner",
    edits: [["random: {", "randm: {"]],
    at: "randm",
    says: ["no tuner `randm`", "`random`"],
  },
  {
    name: "an unknown pruner",
    edits: [["  trial:", "  pruner: medain\n  trial:"]],
    at: "medain",
    says: ["no pruner `medain`", "there is median, successiveHalving"],
  },
  {
    name: "a tuner that has no number of trials",
    edits: [["tuner: { random: { trials: 5 } }", "tuner: random"]],
    at: "random",
    says: ["needs `trials`"],
  },
  {
    name: "a hyperparameter that is never used",
    edits: [
      ["    layers: {", "    extra: { boolean: {} }\n    layers: {"],
      ["rate: 0.1 }", "rate: 0.1, extra: true }"],
    ],
    at: "extra: { boolean",
    says: ["`extra` is never used", "write $extra"],
  },
  {
    name: "an undeclared name in the model of a search",
    edits: [["times: $layers", "times: $layer"]],
    at: "$layer\n",
    says: ["$layer is not declared", "did you mean $layers"],
  },
  {
    name: "an undeclared name in a component that the space offers",
    edits: [["momentum: $momentum", "momentum: $moment"]],
    at: "$moment }",
    says: ["$moment is not declared", "did you mean $momentum"],
  },
  {
    name: "an undeclared name in `each`",
    edits: [["each: $layers", "each: $layer"]],
    at: "$layer }",
    says: ["$layer is not declared", "did you mean $layers"],
  },
  {
    name: "an undeclared name in the condition of a hyperparameter",
    edits: [["when: $optimizer ==", "when: $optimiser =="]],
    at: "$optimiser ==",
    says: ["$optimiser is not declared", "did you mean $optimizer"],
  },
  {
    name: "a hyperparameter's condition that never holds",
    edits: [['== "sgd"', '== "sdg"']],
    at: '$optimizer == "sdg"',
    says: ["never holds", "widen the condition"],
  },
  {
    name: "a hyperparameter's condition that is no condition",
    edits: [['when: $optimizer == "sgd"', "when: $optimizer"]],
    at: "$optimizer }",
    says: ['is "adam", not true or false', "compare it"],
  },
  {
    name: "hyperparameters that depend on one another in a circle",
    edits: [["max: 3 } }", "max: 3 }, when: $units == 3 }"]],
    at: "$units == 3",
    says: ["$layers, $units depend on one another in a circle"],
  },
  {
    name: "a hyperparameter that depends on itself",
    edits: [["max: 3 } }", "max: 3 }, when: $layers == 3 }"]],
    at: "$layers == 3",
    says: ["$layers depends on itself"],
  },
  {
    name: "a step that does not fit its range",
    edits: [["step: 2", "step: 3"]],
    at: "3 }, each",
    says: ["steps of 3 from 4 do not reach 8", "write max: 7"],
  },
  {
    name: "a logarithm from 0 on",
    edits: [["min: 0.001", "min: 0"]],
    at: "0, max: 0.1",
    says: ["`log` needs numbers above 0, and `min` is 0"],
  },
  {
    name: "a range that ends before it begins",
    edits: [["min: 4, max: 8", "min: 8, max: 4"]],
    at: "8, max: 4",
    says: ["`min` is 8 and `max` 4", "swap them"],
  },
  {
    name: "a range without an end",
    edits: [["min: 1, max: 3", "min: 1"]],
    at: "int: { min: 1 }",
    says: ["`int` needs `max`"],
  },
  {
    name: "a grid over a number that is free",
    edits: [["random: { trials: 5 }", "grid: {}"]],
    at: "float: { min: 0.001",
    says: ["no end of them", "make it a choice"],
  },
  {
    name: "more members of a family than anyone means",
    edits: [["max: 3 } }", "max: 100 } }"]],
    at: "$layers }",
    says: ["`$layers` reaches 100, and more than 64 of one family are too many"],
  },
  {
    name: "a hyperparameter of two kinds",
    edits: [["rate: { float: {", "rate: { boolean: {}, float: {"]],
    at: "rate: { boolean",
    says: ["both float and boolean", "one of int, float, choice, boolean"],
  },
  {
    name: "a hyperparameter without a kind",
    edits: [
      ["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: { each: 3 }"],
      ["rate: 0.1 }", "rate: [0.1, 0.1, 0.1] }"],
    ],
    at: "rate: { each",
    says: ["needs a kind"],
  },
  {
    name: "a misspelt kind",
    edits: [["rate: { float:", "rate: { flot:"]],
    at: "flot",
    says: ["no kind of hyperparameter `flot`", "`float`"],
  },
  {
    name: "a kind that is cut short",
    edits: [["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: { bool: {} }"]],
    at: "bool: {}",
    says: ["did you mean `boolean`? there is int, float, choice, boolean"],
  },
  {
    name: "a hyperparameter that is a list",
    edits: [["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: [0.1, 0.2]"]],
    at: "[0.1, 0.2]",
    says: ["must be a mapping", "`choice: [1, 2]`"],
  },
  {
    name: "a choice of nothing",
    edits: [
      [
        "choice:\n        - adam: { learningRate: $rate }\n        - sgd: { learningRate: $rate, momentum: $momentum }",
        "choice: []",
      ],
      ['when: $optimizer == "sgd"', "when: $layers > 1"],
    ],
    at: "[]",
    says: ["needs at least 1 item"],
  },
  {
    name: "an option twice in a choice",
    edits: [["int: { min: 4, max: 8, step: 2 }", "choice: [4, 6, 4]"]],
    at: "4], each",
    says: ["offers 4 twice"],
  },
  {
    name: "a misspelt option of a component that the space offers",
    edits: [["adam: { learningRate", "adam: { learningRat"]],
    at: "learningRat: $rate }",
    says: ["no key `learningRat`", "`learningRate`"],
  },
  {
    name: "a family in place of one of its values",
    edits: [['"$units[i]"', "$units"]],
    at: "$units,",
    says: ["$units is a list; take one with $units[i]"],
  },
  {
    name: "a member of a family that is not there",
    edits: [['"$units[i]"', '"$units[i + 1]"']],
    at: '"$units[i + 1]"',
    says: ["so there is no $units[1]"],
  },
  {
    name: "a hyperparameter that is needed where it is not there",
    edits: [["  epochs: 9", "  batchSize: floor(10 * $momentum)\n  epochs: 9"]],
    at: "floor(10",
    says: ['$momentum is there only under `$optimizer == "sgd"`, and is needed here without it'],
  },
  {
    name: "a model that fits the data under some values only",
    edits: [["units: 3, activation: softmax", "units: $layers, activation: softmax"]],
    at: "sparseCategoricalCrossentropy",
    says: [
      "3 classes, and the model's output has 1 value",
      "this is so under layers 1, units[0] 4, optimizer adam",
    ],
  },
  {
    name: "an option that one value of a choice is not",
    edits: [
      ["activation: relu", "activation: $activation"],
      ["    layers: {", "    activation: { choice: [relu, rellu] }\n    layers: {"],
      ["rate: 0.1 }", "rate: 0.1, activation: relu }"],
    ],
    at: "$activation }",
    says: ['cannot be the text "rellu"', "`relu`"],
  },
  {
    name: "a start with a value that the space does not have",
    edits: [["units: [4]", "units: [5]"]],
    at: "units: [5]",
    says: ["units[0] cannot be 5", "units: 4 … 8, in steps of 2"],
  },
  {
    name: "a start with a value that decides about others and that the space does not have",
    edits: [["layers: 1, units", "layers: 5, units"]],
    at: "layers: 5",
    says: ["layers cannot be 5"],
  },
  {
    name: "a start without a value that the space has",
    edits: [[", rate: 0.1 }", " }"]],
    at: "layers: 1, units",
    says: ["rate has no value", "rate: 0.001 … 0.1"],
  },
  {
    name: "a start with a misspelt name",
    edits: [["rate: 0.1 }", "rat: 0.1 }"]],
    at: "rat: 0.1",
    says: ["the space has no rat", "did you mean rate"],
  },
  {
    name: "a start with a hyperparameter that is not there under it",
    edits: [["rate: 0.1 }", "rate: 0.1, momentum: 0.5 }"]],
    at: "momentum: 0.5",
    says: ["momentum is not there under these values", 'it is there when $optimizer == "sgd"'],
  },
  {
    name: "a start with one value for a family",
    edits: [["units: [4]", "units: 4"]],
    at: "units: 4,",
    says: ["units is a family, so its values are a list"],
  },
  {
    name: "a start that is listed twice",
    edits: [["rate: 0.1 }", "rate: 0.1 }\n    - { rate: 0.1, layers: 1, units: [4], optimizer: adam }"]],
    at: "rate: 0.1, layers",
    says: ["listed twice"],
  },
  {
    name: "more configurations to start with than there are trials",
    edits: [
      ["trials: 5", "trials: 1"],
      ["rate: 0.1 }", "rate: 0.1 }\n    - { rate: 0.05, layers: 1, units: [4], optimizer: adam }"],
    ],
    at: "rate: 0.05, layers",
    says: ["`start` lists 2 configurations, more than there are trials: 1"],
  },
  {
    name: "a search that begins from a folder without trials",
    edits: [["  trial:", "  from: results/first\n  trial:"]],
    files: { "results/first/v001/trials.csv": "trial\n" },
    at: "results/first",
    says: ["holds no trials.csv", "the folder of a search's version"],
  },
  {
    name: "a hyperparameter in the data",
    edits: [["validation: 0.25", "validation: $rate"]],
    at: "$rate, test",
    says: ["`$rate` is a hyperparameter, and this is the same for every trial", "in model and train"],
  },
  {
    name: "a hyperparameter in the seed",
    edits: [["name: searched", "name: searched\nseed: $layers"]],
    at: "$layers\n",
    says: ["`$layers` is a hyperparameter"],
  },
  {
    name: "a hyperparameter in what trials do otherwise",
    edits: [["    epochs: 3", "    epochs: $layers"]],
    at: "$layers\n    callbacks",
    says: ["`$layers` is a hyperparameter"],
  },
  {
    name: "a hyperparameter that is called like an axis",
    edits: [["name: searched", "name: searched\nmatrix: { rate: [1, 2] }"]],
    at: "rate: { float",
    says: ["`rate` is an axis of the matrix already"],
  },
  {
    name: "a callback of trials that watches what is not logged",
    edits: [["monitor: val_loss", "monitor: val_los"]],
    at: "val_los }",
    says: ["`val_los` is not logged", "`val_loss`"],
  },
  {
    name: "epochs of a trial that the tuner's rungs overrule",
    edits: [["random: { trials: 5 }", "hyperband: { maxEpochs: 9 }"]],
    at: "3\n    callbacks",
    says: ["`hyperband` decides", "at most 9 epochs, not 3", "write 9"],
  },
  {
    name: "rungs that begin above their end",
    edits: [["random: { trials: 5 }", "asha: { trials: 5, maxEpochs: 3, minEpochs: 4 }"]],
    at: "4 } }",
    says: ["`minEpochs` is 4 and `maxEpochs` 3"],
  },
  {
    name: "validation samples that are trained on and watched",
    edits: [
      ["  trial:", "  final: { data: trainAndValidation }\n  trial:"],
      ["  epochs: 9", "  epochs: 9\n  callbacks: [earlyStopping: { monitor: val_loss }]"],
    ],
    at: "trainAndValidation",
    says: ["its earlyStopping watches one of their figures", "search.trial.callbacks"],
  },
  {
    name: "validation samples that are trained on and not there",
    edits: [
      ["  trial:", "  final: { data: trainAndValidation }\n  trial:"],
      ["validation: 0.25, ", ""],
      ["val_accuracy", "accuracy"],
      ["monitor: val_loss", "monitor: loss"],
    ],
    at: "trainAndValidation",
    says: ["no validation samples to train on"],
  },
  {
    name: "a single seed to confirm over",
    edits: [["  trial:", "  final: { confirm: { seeds: 1 } }\n  trial:"]],
    at: "1 } }\n  trial",
    says: ["`seeds` must be at least 2"],
  },
  {
    name: "a search without a space",
    edits: [[SPACE, ""]],
    at: "search:",
    says: ["`search` needs `space`"],
  },
  {
    name: "a space without hyperparameters",
    edits: [[SPACE, "  space: {}\n"]],
    at: "space",
    says: ["must name something"],
  },
];

sound(test, [SEARCH]);
reported(test, SEARCH, MISTAKES);

test("a mistake in each hyperparameter comes at once, and none that follows from another", async () => {
  const text = edited(SEARCH, [
    ["layers: { int: { min: 1,", "layers: { int: { min: 4,"],
    ["step: 2", "step: 3"],
    ["min: 0.001", "min: 0"],
  ]);
  await inFolder(async (folder) => {
    const found = (await issuesOf(folder, text, {})).map(({ message }) => message);
    assert.equal(found, [
      "`min` is 4 and `max` 3",
      "steps of 3 from 4 do not reach 8",
      "`log` needs numbers above 0, and `min` is 0",
    ]);
  });
});

test("a mistake that every configuration makes says none of them", async () => {
  const text = edited(SEARCH, [["units: 3, activation", "units: 2, activation"]]);
  await inFolder(async (folder) => {
    const [issue, ...more] = await issuesOf(folder, text, {});
    assert.is(more.length, 0);
    assert.match(issue!.message, "3 classes");
    assert.not.match(issue!.hint, "this is so under");
  });
});

test("a search may begin from a version of a search, and from one that is not made yet", async () => {
  await inFolder(async (folder) => {
    for (const version of ["v001", "v002"]) {
      const text = edited(SEARCH, [["  trial:", `  from: results/first/${version}\n  trial:`]]);
      const files = { "results/first/v001/trials.csv": "trial\n" };
      assert.equal(await issuesOf(folder, text, { files }), []);
    }
  });
});

test.run();

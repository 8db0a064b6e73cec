import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Issue } from "../../src/spec/issue.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";

/**
 * The mistakes people make, each with where it is reported. A case edits one of three sound files, and names the
 * text that must be underlined and words that the message or its hint must hold.
 */
const test = suite("spec/mistakes");

const IMAGES = `name: sound
description: A sound experiment
seed: 1
dataset:
  source: fashionMnist
  split: { validation: 0.2, stratify: true }
  preprocess:
    - rescale: { scale: 1/255 }
model:
  layers:
    - conv2d: { filters: 8, kernelSize: 3, activation: relu }
      name: stem
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { units: 10, activation: softmax }
train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  optimizer: { adam: { learningRate: 0.001 } }
  batchSize: 32
  epochs: 3
  callbacks:
    - earlyStopping: { monitor: val_accuracy, patience: 2 }
`;

const TABLE = `name: table
dataset:
  source: { csv: { path: data/iris.csv, target: kind } }
  split: { validation: 0.25, test: 0.25 }
model:
  layers:
    - dense: { units: 3, activation: softmax }
train: { loss: sparseCategoricalCrossentropy, optimizer: sgd, epochs: 1 }
`;

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

interface Mistake {
  readonly name: string;
  readonly base?: string;
  /** Each pair replaces its first text, which must be there, by its second. */
  readonly edits: readonly (readonly [string, string])[];
  /** The text at the start of which the mistake is reported. */
  readonly at: string;
  readonly says: readonly string[];
  /** Other files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The file the mistake is in, when it is not the experiment. */
  readonly file?: string;
  readonly set?: readonly string[];
}

const MISTAKES: readonly Mistake[] = [
  {
    name: "a size beyond all bounds",
    edits: [["batchSize: 32", "batchSize: 1e300"]],
    at: "1e300",
    says: ["at most 2147483647"],
  },
  {
    name: "a layer that no memory holds",
    edits: [["    - flatten", "    - flatten\n    - dense: { units: 1e9 }"]],
    at: "dense: { units: 1e9",
    says: ["parameters", "4 GiB"],
  },
  {
    name: "an experiment called like the list of results",
    edits: [["name: sound", "name: Index.csv"]],
    at: "Index.csv",
    says: ["the list of all versions"],
  },
  {
    name: "repeats inside repeats that come to too much",
    edits: [
      [
        "    - flatten",
        "    - flatten\n    - repeat: { times: 900, layers: [{ repeat: { times: 900, layers: [flatten] } }] }",
      ],
    ],
    at: "repeat: { times: 900, layers: [flatten]",
    says: ["5000 rounds", "multiply"],
  },
  {
    name: "an override of a key that is none",
    edits: [],
    set: ["__proto__.a=1"],
    file: "--set __proto__.a=1",
    at: "__proto__.a",
    says: ["__proto__ cannot be used"],
  },
  {
    name: "a misspelt key",
    edits: [["epochs: 3", "epocs: 3"]],
    at: "epocs",
    says: ["no key `epocs`", "`epochs`"],
  },
  {
    name: "a misspelt option",
    edits: [["filters: 8", "filter: 8"]],
    at: "filter: 8",
    says: ["no key `filter`", "filters"],
  },
  {
    name: "a number that is text",
    edits: [["batchSize: 32", "batchSize: many"]],
    at: "many",
    says: ["whole number", "many"],
  },
  {
    name: "a fraction where a whole number is due",
    edits: [["units: 10,", "units: 10.5,"]],
    at: "10.5",
    says: ["whole number", "10.5"],
  },
  {
    name: "a list where a number is due",
    edits: [["epochs: 3", "epochs: [3]"]],
    at: "[3]",
    says: ["whole number", "[3]"],
  },
  {
    name: "a mapping where a list is due",
    edits: [["metrics: [accuracy]", "metrics: { accuracy: {} }"]],
    at: "metrics",
    says: ["a list"],
  },
  { name: "a value left out", edits: [["seed: 1", "seed:"]], at: "seed", says: ["nothing"] },
  {
    name: "a word that is not one of the allowed",
    edits: [["activation: relu", "activation: relo"]],
    at: "relo",
    says: ["relo", "did you mean `relu`"],
  },
  {
    name: "text where true or false is due",
    edits: [["stratify: true", "stratify: yes"]],
    at: "yes",
    says: ["true or false", "YAML 1.2", "true"],
  },
  { name: "a key that is missing", edits: [["  epochs: 3\n", ""]], at: "train", says: ["needs `epochs`"] },
  {
    name: "a section that is missing",
    edits: [["name: sound\n", ""]],
    at: "description",
    says: ["needs `name`"],
  },
  {
    name: "an option that is missing",
    edits: [["filters: 8, ", ""]],
    at: "conv2d",
    says: ["needs `filters`"],
  },
  {
    name: "a bare name of a layer that needs options",
    edits: [["- flatten", "- dense"]],
    at: "dense\n",
    says: ["needs `units`"],
  },
  {
    name: "an unknown layer",
    edits: [["- dense: {", "- dens: {"]],
    at: "dens:",
    says: ["no layer `dens`", "`dense`"],
  },
  {
    name: "an unknown bare layer",
    edits: [["- flatten", "- flaten"]],
    at: "flaten",
    says: ["no layer `flaten`", "`flatten`"],
  },
  {
    name: "an unknown loss",
    edits: [["loss: sparse", "loss: sparze"]],
    at: "sparze",
    says: ["no loss", "sparseCategoricalCrossentropy"],
  },
  {
    name: "an unknown metric",
    edits: [["[accuracy]", "[acuracy]"]],
    at: "acuracy",
    says: ["no metric `acuracy`", "`accuracy`"],
  },
  {
    name: "an unknown optimizer",
    edits: [["adam: {", "adams: {"]],
    at: "adams",
    says: ["no optimizer `adams`", "`adam`"],
  },
  {
    name: "an unknown callback",
    edits: [["- earlyStopping", "- earlyStoping"]],
    at: "earlyStoping",
    says: ["no callback", "`earlyStopping`"],
  },
  {
    name: "an unknown source",
    edits: [["source: fashionMnist", "source: fashonMnist"]],
    at: "fashonMnist",
    says: ["no source", "`fashionMnist`"],
  },
  { name: "an unknown engine", edits: [["seed: 1", "engine: cuda"]], at: "cuda", says: ["cuda", "auto"] },
  {
    name: "two layers in one item",
    edits: [["      name: stem", "      dense: { units: 3 }"]],
    at: "conv2d",
    says: ["both conv2d and dense"],
  },
  {
    name: "an item without a layer",
    edits: [["- flatten", "- name: empty"]],
    at: "name: empty",
    says: ["names no layer"],
  },
  {
    name: "two layers with one name",
    edits: [["    - flatten\n", "    - flatten: {}\n      name: stem\n"]],
    at: "stem\n    - dense",
    says: ["stem"],
  },
  {
    name: "an input that is not there",
    edits: [["    - flatten\n", "    - flatten: {}\n      from: stam\n"]],
    at: "stam",
    says: ["stam", "stem"],
  },
  {
    name: "an input that comes later",
    edits: [
      ["    - flatten\n", "    - flatten: {}\n      from: last\n"],
      ["softmax }\n", "softmax }\n      name: last\n"],
    ],
    at: "last\n    - dense",
    says: ["last"],
  },
  { name: "a merge with a single input", edits: [["- flatten", "- add"]], at: "add", says: ["add"] },
  {
    name: "a layer that nothing uses",
    edits: [["    - flatten\n", "    - flatten: {}\n      from: stem\n"]],
    at: "maxPooling2d",
    says: ["max_pooling2d|maxPooling2d"],
  },
  {
    name: "a kernel larger than its input",
    edits: [["kernelSize: 3", "kernelSize: 30"]],
    at: "30",
    says: ["30×30", "28×28×1"],
  },
  {
    name: "pooling below one pixel",
    edits: [["poolSize: 2", "poolSize: 40"]],
    at: "40",
    says: ["40×40", "26×26×8"],
  },
  {
    name: "a layer for images on a vector",
    edits: [["    - flatten\n", "    - flatten\n    - conv2d: { filters: 2, kernelSize: 1 }\n"]],
    at: "conv2d: { filters: 2",
    says: ["1352"],
  },
  {
    name: "a reshape that does not fit",
    edits: [["- flatten", "- reshape: { targetShape: [7, 7] }"]],
    at: "[7, 7]",
    says: ["7×7", "13×13×8"],
  },
  {
    name: "an output that does not fit the loss",
    edits: [["units: 10,", "units: 7,"]],
    at: "sparseCategoricalCrossentropy",
    says: ["10", "7"],
  },
  {
    name: "a loss for vectors with class labels",
    edits: [["loss: sparseC", "loss: c"]],
    at: "categoricalCrossentropy",
    says: ["oneHot"],
  },
  {
    name: "a loss for class numbers with one-hot labels",
    edits: [["    - rescale: { scale: 1/255 }\n", "    - rescale: { scale: 1/255 }\n    - oneHot\n"]],
    at: "sparseCategoricalCrossentropy",
    says: ["takes class numbers", "categoricalCrossentropy, or leave oneHot out"],
  },
  {
    name: "a loss for classes with a target that is a number",
    base: TABLE,
    edits: [
      ["target: kind", "target: length, targetKind: number, columns: [width]"],
      ["units: 3, activation: softmax", "units: 1"],
    ],
    at: "sparseCategoricalCrossentropy",
    says: ["takes class numbers, and the labels are vectors of 1", "use meanSquaredError"],
  },
  {
    name: "an output that was not flattened",
    edits: [["    - flatten\n", ""]],
    at: "sparseCategoricalCrossentropy",
    says: ["needs an output of 10, and the model's is 13×13×10", "end the model in flatten"],
  },
  {
    name: "one output for two classes",
    base: TABLE,
    edits: [
      ["target: kind", "target: half, columns: [length, width]"],
      ["units: 3, activation: softmax", "units: 1, activation: sigmoid"],
    ],
    at: "sparseCategoricalCrossentropy",
    says: ["2 classes, and the model's output has 1 value", "units: 2, or use binaryCrossentropy"],
  },
  {
    name: "binary cross-entropy for three classes",
    base: TABLE,
    edits: [["loss: sparseCategoricalCrossentropy", "loss: binaryCrossentropy"]],
    at: "binaryCrossentropy",
    says: ["two classes and one output, not 3 classes and 3", "use sparseCategoricalCrossentropy"],
  },
  {
    name: "a loss for numbers with classes",
    edits: [["loss: sparseCategoricalCrossentropy", "loss: meanSquaredError"]],
    at: "meanSquaredError",
    says: ["takes vectors, and the labels are class numbers", "add oneHot"],
  },
  {
    name: "one-hot labels and an output of another width",
    edits: [
      ["    - rescale: { scale: 1/255 }\n", "    - rescale: { scale: 1/255 }\n    - oneHot\n"],
      ["loss: sparseC", "loss: c"],
      ["units: 10,", "units: 7,"],
    ],
    at: "categoricalCrossentropy",
    says: ["the labels are 10, and the model's output is 7"],
  },
  {
    name: "a loss that compares outputs for a single one",
    base: TABLE,
    edits: [
      ["target: kind", "target: length, targetKind: number, columns: [width]"],
      ["units: 3, activation: softmax", "units: 1"],
      ["loss: sparseC", "loss: c"],
    ],
    at: "categoricalCrossentropy",
    says: ["compares several outputs, and the model has one", "meanSquaredError"],
  },
  {
    name: "a metric for vectors with class numbers",
    edits: [["[accuracy]", "[accuracy, categoricalAccuracy]"]],
    at: "categoricalAccuracy",
    says: ["categoricalAccuracy takes vectors", "add oneHot"],
  },
  {
    name: "a metric of as many outputs as there are",
    edits: [["[accuracy]", "[accuracy, { topK: { k: 10 } }]"]],
    at: "10 } }]",
    says: ["the 10 largest of 10 outputs", "k below 10"],
  },
  {
    name: "a monitor that is not logged",
    edits: [["monitor: val_accuracy", "monitor: val_acuracy"]],
    at: "val_acuracy",
    says: ["val_acuracy", "val_accuracy"],
  },
  {
    name: "a validation metric without validation data",
    edits: [["validation: 0.2, ", ""]],
    at: "val_accuracy",
    says: ["val_accuracy"],
  },
  {
    name: "two callbacks that restore the best weights",
    edits: [
      [
        "patience: 2 }\n",
        "patience: 2, restoreBestWeights: true }\n    - earlyStopping: { monitor: loss, restoreBestWeights: true }\n",
      ],
    ],
    at: "earlyStopping: { monitor: loss",
    says: ["`final` weights already", "restoreBestWeights"],
  },
  {
    name: "two callbacks that keep the best weights of one value",
    edits: [
      [
        "    - earlyStopping",
        "    - modelCheckpoint: { monitor: loss }\n    - modelCheckpoint: { monitor: loss, minDelta: 0.1 }\n    - earlyStopping",
      ],
    ],
    at: "modelCheckpoint: { monitor: loss, m",
    says: ["`best-loss` weights already"],
  },
  {
    name: "a metric twice",
    edits: [["[accuracy]", "[accuracy, accuracy]"]],
    at: "accuracy]",
    says: ["twice"],
  },
  {
    name: "a test fraction of one",
    base: TABLE,
    edits: [["test: 0.25", "test: 1"]],
    at: "1 }",
    says: ["less than 1"],
  },
  {
    name: "parts that leave nothing to train on",
    base: TABLE,
    edits: [["validation: 0.25, test: 0.25", "validation: 0.99, test: 0.25"]],
    at: "0.99",
    says: ["no sample is left to train on"],
  },
  {
    name: "a part that would be empty",
    base: TABLE,
    edits: [["validation: 0.25, test: 0.25", "validation: 0.01, test: 0.25"]],
    at: "0.01",
    says: ["less than one"],
  },
  {
    name: "a CSV column that is not there",
    base: TABLE,
    edits: [["target: kind", "target: kinds"]],
    at: "kinds",
    says: ["kinds", "kind"],
  },
  {
    name: "a CSV file that is not there",
    base: TABLE,
    edits: [["iris.csv", "irish.csv"]],
    at: "data/irish.csv",
    says: ["irish.csv"],
  },
  {
    name: "an undeclared $name",
    edits: [["filters: 8", "filters: $filters"]],
    at: "$filters",
    says: ["$filters is not declared"],
  },
  {
    name: "an undeclared $name in an expression",
    edits: [["filters: 8", "filters: 2 * $width"]],
    at: "2 * $width",
    says: ["$width is not declared"],
  },
  {
    name: "an index outside of a repeat",
    edits: [["filters: 8", "filters: 8 * i"]],
    at: "8 * i",
    says: ["not the index of a repeat"],
  },
  {
    name: "an expression that cannot be read",
    edits: [["scale: 1/255", "scale: 1/*255"]],
    at: "1/*255",
    says: ["cannot be read"],
  },
  {
    name: "a division by zero",
    edits: [["scale: 1/255", "scale: 1/0"]],
    at: "1/0",
    says: ["division by zero"],
  },
  {
    name: "an expression with a result out of range",
    edits: [["units: 10,", "units: 5 - 10,"]],
    at: "5 - 10",
    says: ["at least 1", "-5"],
  },
  {
    name: "a misspelt $name",
    edits: [
      ["seed: 1", "matrix: { width: [4, 8] }"],
      ["filters: 8", "filters: $widht"],
    ],
    at: "$widht",
    says: ["did you mean $width"],
  },
  {
    name: "a matrix axis that is never used",
    edits: [["seed: 1", "matrix: { width: [4, 8] }"]],
    at: "width",
    says: ["never used"],
  },
  {
    name: "a matrix axis without values",
    edits: [["seed: 1", "matrix: { width: 4 }"]],
    at: "4 }",
    says: ["list of values"],
  },
  {
    name: "an excluded value that is not there",
    edits: [
      ["seed: 1", "matrix: { width: [4, 8], exclude: [{ width: 5 }] }"],
      ["filters: 8", "filters: $width"],
    ],
    at: "5 }",
    says: ["has no value 5"],
  },
  {
    name: "a repeat without times",
    edits: [["- flatten", "- repeat: { layers: [flatten] }"]],
    at: "repeat",
    says: ["needs `times`"],
  },
  {
    name: "a repeat less than no times",
    edits: [["- flatten", "- repeat: { times: -1, layers: [flatten] }"]],
    at: "-1",
    says: ["0 to 1000"],
  },
  {
    name: "a misspelt key of repeat",
    edits: [["- flatten", "- repeat: { time: 2, times: 1, layers: [flatten] }"]],
    at: "time: 2",
    says: ["no `time`", "times"],
  },
  {
    name: "a mistake in a layer that when leaves out",
    edits: [["    - flatten\n", "    - flatten\n    - dense: { unit: 3 }\n      when: false\n"]],
    at: "unit: 3",
    says: ["no key `unit`"],
  },
  {
    name: "a condition that is a number",
    edits: [["    - flatten\n", "    - flatten: {}\n      when: 3\n"]],
    at: "3\n    - dense",
    says: ["`when` must be"],
  },
  { name: "a duplicate key", edits: [["seed: 1", "seed: 1\nseed: 2"]], at: "seed: 2", says: ["twice"] },
  { name: "a tab", edits: [["  loss: sparse", "\tloss: sparse"]], at: "\tloss", says: ["spaces"] },
  {
    name: "a merge key",
    edits: [["  batchSize: 32", "  <<: { batchSize: 32 }"]],
    at: "<<",
    says: ["use: path"],
  },
  {
    name: "a prototype key",
    edits: [["seed: 1", "__proto__: { a: 1 }"]],
    at: "__proto__",
    says: ["cannot be used"],
  },
  {
    name: "a name no folder can have",
    edits: [["name: sound", "name: a/b"]],
    at: "a/b",
    says: ["letters, digits"],
  },
  {
    name: "a name that is a number",
    edits: [["name: sound", "name: 2024"]],
    at: "2024",
    says: ["text", '"2024"'],
  },
  {
    name: "an optimizer option out of range",
    edits: [["learningRate: 0.001", "learningRate: -1"]],
    at: "-1",
    says: ["-1"],
  },
  {
    name: "class weights that do not match the classes",
    edits: [["epochs: 3", "epochs: 3\n  classWeights: [1, 2]"]],
    at: "[1, 2]",
    says: ["10 classes", "2 weights"],
  },
  {
    name: "augmentation of a table",
    base: TABLE,
    edits: [["  split:", "  augment: [flip]\n  split:"]],
    at: "flip",
    says: ["images"],
  },
  {
    name: "a part that is not there",
    edits: [["  source: fashionMnist", "  use: parts/data.yaml\n  source: fashionMnist"]],
    at: "parts/data.yaml",
    says: ["does not exist"],
  },
  {
    name: "a mistake inside a part",
    edits: [["  source: fashionMnist", "  use: parts/data.yaml"]],
    files: { "parts/data.yaml": "source: fashionMnist\nshare: 2\n" },
    file: "parts/data.yaml",
    at: "2",
    says: ["at most 1"],
  },
  {
    name: "parts that use one another",
    edits: [["  source: fashionMnist", "  use: parts/a.yaml"]],
    files: { "parts/a.yaml": "use: b.yaml\n", "parts/b.yaml": "use: a.yaml\n" },
    file: "parts/b.yaml",
    at: "a.yaml",
    says: ["circle"],
  },
  {
    name: "an experiment that extends itself",
    edits: [["seed: 1", "extends: main.yaml"]],
    at: "main.yaml",
    says: ["circle"],
  },
  {
    name: "a mistake in an extended experiment",
    edits: [[IMAGES, "extends: base.yaml\nname: child\n"]],
    files: { "base.yaml": IMAGES.replace("units: 10", "units: none") },
    file: "base.yaml",
    at: "none",
    says: ["whole number"],
  },
  {
    name: "a misspelt override",
    edits: [],
    set: ["train.epocs=4"],
    file: "--set train.epocs=4",
    at: "train.epocs",
    says: ["no key `epocs`"],
  },
  {
    name: "an override that is no assignment",
    edits: [],
    set: ["epochs"],
    file: "--set epochs",
    at: "epochs",
    says: ["key.key=value"],
  },
  {
    name: "an objective that is a name alone",
    base: SEARCH,
    edits: [["objective: { metric: val_accuracy }", "objective: val_accuracy"]],
    at: "val_accuracy",
    says: ["`objective` must be a mapping", "write { metric: val_accuracy }"],
  },
  {
    name: "a limit of memory that nothing fits in",
    base: SEARCH,
    edits: [["    epochs: 3", "    epochs: 3\n    limit: { memory: 1 }"]],
    at: "1 }",
    says: ["`memory` must be at least", "memory that its worker may take, in MiB"],
  },
  {
    name: "an objective that is misspelt",
    base: SEARCH,
    edits: [["metric: val_accuracy", "metric: val_acuracy"]],
    at: "val_acuracy",
    says: ["not logged", "did you mean `val_accuracy`"],
  },
  {
    name: "an objective that nothing logs",
    base: SEARCH,
    edits: [["metric: val_accuracy", "metric: f1"]],
    at: "f1",
    says: ["`f1` is not logged", "logged: loss, accuracy, val_loss, val_accuracy"],
  },
  {
    name: "an objective of validation without validation samples",
    base: SEARCH,
    edits: [
      ["validation: 0.25, ", ""],
      ["monitor: val_loss", "monitor: loss"],
    ],
    at: "val_accuracy",
    says: ["there are no validation samples", "dataset.split.validation"],
  },
  {
    name: "a search without an objective",
    base: SEARCH,
    edits: [["  objective: { metric: val_accuracy }\n", ""]],
    at: "search:",
    says: ["`search` needs `objective`"],
  },
  {
    name: "a misspelt key of a search",
    base: SEARCH,
    edits: [["  trial:", "  trials:"]],
    at: "trials:\n",
    says: ["`search` has no key `trials`", "`trial`"],
  },
  {
    name: "an unknown tuner",
    base: SEARCH,
    edits: [["random: {", "randm: {"]],
    at: "randm",
    says: ["no tuner `randm`", "`random`"],
  },
  {
    name: "an unknown pruner",
    base: SEARCH,
    edits: [["  trial:", "  pruner: medain\n  trial:"]],
    at: "medain",
    says: ["no pruner `medain`", "there is median, successiveHalving"],
  },
  {
    name: "a tuner that has no number of trials",
    base: SEARCH,
    edits: [["tuner: { random: { trials: 5 } }", "tuner: random"]],
    at: "random",
    says: ["needs `trials`"],
  },
  {
    name: "a hyperparameter that is never used",
    base: SEARCH,
    edits: [
      ["    layers: {", "    extra: { boolean: {} }\n    layers: {"],
      ["rate: 0.1 }", "rate: 0.1, extra: true }"],
    ],
    at: "extra: { boolean",
    says: ["`extra` is never used", "write $extra"],
  },
  {
    name: "an undeclared name in the model of a search",
    base: SEARCH,
    edits: [["times: $layers", "times: $layer"]],
    at: "$layer\n",
    says: ["$layer is not declared", "did you mean $layers"],
  },
  {
    name: "an undeclared name in a component that the space offers",
    base: SEARCH,
    edits: [["momentum: $momentum", "momentum: $moment"]],
    at: "$moment }",
    says: ["$moment is not declared", "did you mean $momentum"],
  },
  {
    name: "an undeclared name in `each`",
    base: SEARCH,
    edits: [["each: $layers", "each: $layer"]],
    at: "$layer }",
    says: ["$layer is not declared", "did you mean $layers"],
  },
  {
    name: "an undeclared name in the condition of a hyperparameter",
    base: SEARCH,
    edits: [["when: $optimizer ==", "when: $optimiser =="]],
    at: "$optimiser ==",
    says: ["$optimiser is not declared", "did you mean $optimizer"],
  },
  {
    name: "a hyperparameter's condition that never holds",
    base: SEARCH,
    edits: [['== "sgd"', '== "sdg"']],
    at: '$optimizer == "sdg"',
    says: ["never holds", "widen the condition"],
  },
  {
    name: "a hyperparameter's condition that is no condition",
    base: SEARCH,
    edits: [['when: $optimizer == "sgd"', "when: $optimizer"]],
    at: "$optimizer }",
    says: ['is "adam", not true or false', "compare it"],
  },
  {
    name: "hyperparameters that depend on one another in a circle",
    base: SEARCH,
    edits: [["max: 3 } }", "max: 3 }, when: $units == 3 }"]],
    at: "$units == 3",
    says: ["$layers, $units depend on one another in a circle"],
  },
  {
    name: "a hyperparameter that depends on itself",
    base: SEARCH,
    edits: [["max: 3 } }", "max: 3 }, when: $layers == 3 }"]],
    at: "$layers == 3",
    says: ["$layers depends on itself"],
  },
  {
    name: "a step that does not fit its range",
    base: SEARCH,
    edits: [["step: 2", "step: 3"]],
    at: "3 }, each",
    says: ["steps of 3 from 4 do not reach 8", "write max: 7"],
  },
  {
    name: "a logarithm from 0 on",
    base: SEARCH,
    edits: [["min: 0.001", "min: 0"]],
    at: "0, max: 0.1",
    says: ["`log` needs numbers above 0, and `min` is 0"],
  },
  {
    name: "a range that ends before it begins",
    base: SEARCH,
    edits: [["min: 4, max: 8", "min: 8, max: 4"]],
    at: "8, max: 4",
    says: ["`min` is 8 and `max` 4", "swap them"],
  },
  {
    name: "a range without an end",
    base: SEARCH,
    edits: [["min: 1, max: 3", "min: 1"]],
    at: "int: { min: 1 }",
    says: ["`int` needs `max`"],
  },
  {
    name: "a grid over a number that is free",
    base: SEARCH,
    edits: [["random: { trials: 5 }", "grid: {}"]],
    at: "float: { min: 0.001",
    says: ["no end of them", "make it a choice"],
  },
  {
    name: "more members of a family than anyone means",
    base: SEARCH,
    edits: [["max: 3 } }", "max: 100 } }"]],
    at: "$layers }",
    says: ["`$layers` reaches 100, and more than 64 of one family are too many"],
  },
  {
    name: "a hyperparameter of two kinds",
    base: SEARCH,
    edits: [["rate: { float: {", "rate: { boolean: {}, float: {"]],
    at: "rate: { boolean",
    says: ["both float and boolean", "one of int, float, choice, boolean"],
  },
  {
    name: "a hyperparameter without a kind",
    base: SEARCH,
    edits: [
      ["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: { each: 3 }"],
      ["rate: 0.1 }", "rate: [0.1, 0.1, 0.1] }"],
    ],
    at: "rate: { each",
    says: ["needs a kind"],
  },
  {
    name: "a misspelt kind",
    base: SEARCH,
    edits: [["rate: { float:", "rate: { flot:"]],
    at: "flot",
    says: ["no kind of hyperparameter `flot`", "`float`"],
  },
  {
    name: "a kind that is cut short",
    base: SEARCH,
    edits: [["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: { bool: {} }"]],
    at: "bool: {}",
    says: ["did you mean `boolean`? there is int, float, choice, boolean"],
  },
  {
    name: "a hyperparameter that is a list",
    base: SEARCH,
    edits: [["rate: { float: { min: 0.001, max: 0.1, log: true } }", "rate: [0.1, 0.2]"]],
    at: "[0.1, 0.2]",
    says: ["must be a mapping", "`choice: [1, 2]`"],
  },
  {
    name: "a choice of nothing",
    base: SEARCH,
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
    base: SEARCH,
    edits: [["int: { min: 4, max: 8, step: 2 }", "choice: [4, 6, 4]"]],
    at: "4], each",
    says: ["offers 4 twice"],
  },
  {
    name: "a misspelt option of a component that the space offers",
    base: SEARCH,
    edits: [["adam: { learningRate", "adam: { learningRat"]],
    at: "learningRat: $rate }",
    says: ["no key `learningRat`", "`learningRate`"],
  },
  {
    name: "a family in place of one of its values",
    base: SEARCH,
    edits: [['"$units[i]"', "$units"]],
    at: "$units,",
    says: ["$units is a list; take one with $units[i]"],
  },
  {
    name: "a member of a family that is not there",
    base: SEARCH,
    edits: [['"$units[i]"', '"$units[i + 1]"']],
    at: '"$units[i + 1]"',
    says: ["so there is no $units[1]"],
  },
  {
    name: "a hyperparameter that is needed where it is not there",
    base: SEARCH,
    edits: [["  epochs: 9", "  batchSize: floor(10 * $momentum)\n  epochs: 9"]],
    at: "floor(10",
    says: ['$momentum is there only under `$optimizer == "sgd"`, and is needed here without it'],
  },
  {
    name: "a model that fits the data under some values only",
    base: SEARCH,
    edits: [["units: 3, activation: softmax", "units: $layers, activation: softmax"]],
    at: "sparseCategoricalCrossentropy",
    says: [
      "3 classes, and the model's output has 1 value",
      "this is so under layers 1, units[0] 4, optimizer adam",
    ],
  },
  {
    name: "an option that one value of a choice is not",
    base: SEARCH,
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
    base: SEARCH,
    edits: [["units: [4]", "units: [5]"]],
    at: "units: [5]",
    says: ["units[0] cannot be 5", "units: 4 … 8, in steps of 2"],
  },
  {
    name: "a start with a value that decides about others and that the space does not have",
    base: SEARCH,
    edits: [["layers: 1, units", "layers: 5, units"]],
    at: "layers: 5",
    says: ["layers cannot be 5"],
  },
  {
    name: "a start without a value that the space has",
    base: SEARCH,
    edits: [[", rate: 0.1 }", " }"]],
    at: "layers: 1, units",
    says: ["rate has no value", "rate: 0.001 … 0.1"],
  },
  {
    name: "a start with a misspelt name",
    base: SEARCH,
    edits: [["rate: 0.1 }", "rat: 0.1 }"]],
    at: "rat: 0.1",
    says: ["the space has no rat", "did you mean rate"],
  },
  {
    name: "a start with a hyperparameter that is not there under it",
    base: SEARCH,
    edits: [["rate: 0.1 }", "rate: 0.1, momentum: 0.5 }"]],
    at: "momentum: 0.5",
    says: ["momentum is not there under these values", 'it is there when $optimizer == "sgd"'],
  },
  {
    name: "a start with one value for a family",
    base: SEARCH,
    edits: [["units: [4]", "units: 4"]],
    at: "units: 4,",
    says: ["units is a family, so its values are a list"],
  },
  {
    name: "a start that is listed twice",
    base: SEARCH,
    edits: [["rate: 0.1 }", "rate: 0.1 }\n    - { rate: 0.1, layers: 1, units: [4], optimizer: adam }"]],
    at: "rate: 0.1, layers",
    says: ["listed twice"],
  },
  {
    name: "more configurations to start with than there are trials",
    base: SEARCH,
    edits: [
      ["trials: 5", "trials: 1"],
      ["rate: 0.1 }", "rate: 0.1 }\n    - { rate: 0.05, layers: 1, units: [4], optimizer: adam }"],
    ],
    at: "rate: 0.05, layers",
    says: ["`start` lists 2 configurations, more than there are trials: 1"],
  },
  {
    name: "a search that begins from a folder without trials",
    base: SEARCH,
    edits: [["  trial:", "  from: results/first\n  trial:"]],
    files: { "results/first/v001/trials.csv": "trial\n" },
    at: "results/first",
    says: ["holds no trials.csv", "the folder of a search's version"],
  },
  {
    name: "a hyperparameter in the data",
    base: SEARCH,
    edits: [["validation: 0.25", "validation: $rate"]],
    at: "$rate, test",
    says: ["`$rate` is a hyperparameter, and this is the same for every trial", "in model and train"],
  },
  {
    name: "a hyperparameter in the seed",
    base: SEARCH,
    edits: [["name: searched", "name: searched\nseed: $layers"]],
    at: "$layers\n",
    says: ["`$layers` is a hyperparameter"],
  },
  {
    name: "a hyperparameter in what trials do otherwise",
    base: SEARCH,
    edits: [["    epochs: 3", "    epochs: $layers"]],
    at: "$layers\n    callbacks",
    says: ["`$layers` is a hyperparameter"],
  },
  {
    name: "a hyperparameter that is called like an axis",
    base: SEARCH,
    edits: [["name: searched", "name: searched\nmatrix: { rate: [1, 2] }"]],
    at: "rate: { float",
    says: ["`rate` is an axis of the matrix already"],
  },
  {
    name: "a callback of trials that watches what is not logged",
    base: SEARCH,
    edits: [["monitor: val_loss", "monitor: val_los"]],
    at: "val_los }",
    says: ["`val_los` is not logged", "`val_loss`"],
  },
  {
    name: "epochs of a trial that the tuner's rungs overrule",
    base: SEARCH,
    edits: [["random: { trials: 5 }", "hyperband: { maxEpochs: 9 }"]],
    at: "3\n    callbacks",
    says: ["`hyperband` decides", "at most 9 epochs, not 3", "write 9"],
  },
  {
    name: "rungs that begin above their end",
    base: SEARCH,
    edits: [["random: { trials: 5 }", "asha: { trials: 5, maxEpochs: 3, minEpochs: 4 }"]],
    at: "4 } }",
    says: ["`minEpochs` is 4 and `maxEpochs` 3"],
  },
  {
    name: "validation samples that are trained on and watched",
    base: SEARCH,
    edits: [
      ["  trial:", "  final: { data: trainAndValidation }\n  trial:"],
      ["  epochs: 9", "  epochs: 9\n  callbacks: [earlyStopping: { monitor: val_loss }]"],
    ],
    at: "trainAndValidation",
    says: ["its earlyStopping watches one of their figures", "search.trial.callbacks"],
  },
  {
    name: "validation samples that are trained on and not there",
    base: SEARCH,
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
    base: SEARCH,
    edits: [["  trial:", "  final: { confirm: { seeds: 1 } }\n  trial:"]],
    at: "1 } }\n  trial",
    says: ["`seeds` must be at least 2"],
  },
  {
    name: "a search without a space",
    base: SEARCH,
    edits: [[SPACE, ""]],
    at: "search:",
    says: ["`search` needs `space`"],
  },
  {
    name: "a space without hyperparameters",
    base: SEARCH,
    edits: [[SPACE, "  space: {}\n"]],
    at: "space",
    says: ["must name something"],
  },
];

const IRIS = `length,width,half,kind\n${Array.from({ length: 24 }, (_, row) => `${row},${row % 5},${row % 2},${["a", "b", "c"][row % 3]}`).join("\n")}\n`;

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function edited(base: string, edits: Mistake["edits"]): string {
  return edits.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the sound file has no ${JSON.stringify(from)}`);
    return text.replace(from, () => to);
  }, base);
}

async function issuesOf(folder: string, text: string, mistake: Partial<Mistake>): Promise<readonly Issue[]> {
  write(folder, "main.yaml", text);
  write(folder, "data/iris.csv", IRIS);
  for (const [path, content] of Object.entries(mistake.files ?? {})) write(folder, path, content);
  return (await loadExperiments(join(folder, "main.yaml"), { set: mistake.set ?? [] })).issues;
}

function isWhereExpected(issue: Issue, mistake: Mistake, text: string): boolean {
  const place = issue.place;
  if (mistake.file !== undefined && !place.file.endsWith(mistake.file)) return false;
  const source =
    mistake.file === undefined ? text : (mistake.files?.[mistake.file] ?? mistake.set?.[0] ?? "");
  return mistake.at.split("|").some((needle) => {
    const offset = source.indexOf(needle);
    const before = source.slice(0, offset).split("\n");
    return offset >= 0 && place.line === before.length && place.column === before.at(-1)!.length + 1;
  });
}

test("the three files that mistakes are made in are sound", async () => {
  await inFolder(async (folder) => {
    for (const base of [IMAGES, TABLE, SEARCH]) {
      assert.equal(
        (await issuesOf(folder, base, {})).map((issue) => renderIssue(issue)),
        [],
      );
    }
  });
});

for (const mistake of MISTAKES) {
  test(`${mistake.name} is reported where it stands`, async () => {
    await inFolder(async (folder) => {
      const text = edited(mistake.base ?? IMAGES, mistake.edits);
      const issues = await issuesOf(folder, text, mistake);
      const report = issues.map((issue) => renderIssue(issue)).join("\n");
      const found = issues.find((issue) => isWhereExpected(issue, mistake, text));
      assert.ok(found, `expected a mistake at ${JSON.stringify(mistake.at)}, got:\n${report}`);
      for (const words of mistake.says) {
        assert.match(
          `${found.message} — ${found.hint}`,
          new RegExp(words.split("|").map(quoted).join("|")),
          report,
        );
      }
      assert.is(issues.length, 1, `one mistake, told once:\n${report}`);
      assert.not.match(report, /\n\s+at /, "no stack trace");
    });
  });
}

test("all the mistakes of a file come at once", async () => {
  const text = edited(IMAGES, [
    ["seed: 1", "sede: 1"],
    ["fashionMnist", "fashionMnst"],
    ["filters: 8", "filters: none"],
    ["[accuracy]", "[acuracy]"],
    ["epochs: 3", "epochs: 0"],
  ]);
  await inFolder(async (folder) => {
    const lines = (await issuesOf(folder, text, {})).map((issue) => issue.place.line);
    assert.equal(lines, [3, 5, 11, 18, 21]);
  });
});

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

function quoted(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { edited, inFolder, issuesOf, type Mistake, reported, sound } from "./mistakes.ts";

/** The mistakes people make in an experiment; those in its search are in search-mistakes.test.ts. */
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

const MISTAKES: readonly Mistake[] = [
  {
    name: "a number where a layer's options belong",
    edits: [["    - flatten", "    - flatten\n    - dense: 64"]],
    at: "64",
    says: ["`dense` must be a mapping", "write { units: 64 }"],
  },
  {
    name: "a key outside of its section",
    edits: [["name: sound", "name: sound\nbatch: 3"]],
    at: "batch",
    says: ["has no key `batch`", "did you mean `train.batchSize`? there is name", "extends, matrix"],
  },
  {
    name: "an override outside of its section",
    edits: [],
    set: ["epochs=5"],
    file: "--set epochs=5",
    at: "epochs=5",
    says: ["did you mean `train.epochs`?"],
  },
  {
    name: "a name where none is declared",
    base: TABLE,
    edits: [["units: 3", "units: $width"]],
    at: "$width",
    says: ["$width is not declared", "a name is declared in search.space or in matrix: width: …"],
  },
  {
    name: "the beginning of a logged name",
    edits: [["callbacks:", "callbacks:\n    - earlyStopping: { monitor: val_acc }"]],
    at: "val_acc }",
    says: ["`val_acc` is not logged", "did you mean `val_accuracy`?"],
  },
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
    name: "a loss for numbers with one output, and classes",
    base: TABLE,
    edits: [
      ["loss: sparseCategoricalCrossentropy", "loss: meanSquaredError"],
      ["units: 3", "units: 1"],
    ],
    at: "meanSquaredError",
    says: ["of a csv source whose target is a number, say targetKind: number; else add oneHot"],
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
];

sound(test, [IMAGES, TABLE]);
reported(test, IMAGES, MISTAKES);

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

test.run();

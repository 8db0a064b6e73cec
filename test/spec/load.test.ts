import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stringify } from "yaml";
import { documentOf } from "../../src/spec/document.ts";
import type { Experiment } from "../../src/spec/experiment.ts";
import { type Loaded, loadExperiments } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";

const test = suite("spec/load");

const BASE = `name: base
dataset: { source: mnist, split: { validation: 0.1 } }
model:
  layers: [flatten, { dense: { units: 10, activation: softmax } }]
train: { loss: sparseCategoricalCrossentropy, optimizer: adam, epochs: 3, metrics: [accuracy] }
`;

/** Writes files into a folder of their own, loads `main.yaml` and removes the folder. */
async function load(files: Readonly<Record<string, string>>, set: readonly string[] = []): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await loadExperiments(join(folder, "main.yaml"), { set });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function sound(
  files: Readonly<Record<string, string>>,
  set: readonly string[] = [],
): Promise<Experiment[]> {
  const loaded = await load(files, set);
  assert.equal(
    loaded.issues.map((issue) => renderIssue(issue)),
    [],
  );
  return [...loaded.experiments];
}

function layersOf(experiment: Experiment): string[] {
  return experiment.model.layers.map(({ name }) => name);
}

test("defaults are filled in and bare names become components", async () => {
  const [experiment] = await sound({ "main.yaml": BASE });
  assert.is(experiment!.seed, 0);
  assert.is(experiment!.engine, "auto");
  assert.is(experiment!.replicates, 1);
  assert.is(experiment!.train.batchSize, 32);
  assert.equal(experiment!.model.layers[0]!.layer, { flatten: {} });
  assert.ok("learningRate" in experiment!.train.optimizer.adam!);
});

test("an experiment is frozen to its depth", async () => {
  const [experiment] = await sound({ "main.yaml": BASE });
  assert.ok(Object.isFrozen(experiment));
  assert.ok(Object.isFrozen(experiment!.model.layers[1]!.layer.dense));
});

test("a resolved experiment is a file that resolves to itself", async () => {
  const text = `${BASE}
matrix: { width: [4, 8], optimizer: [sgd, { adam: { learningRate: 0.01 } }] }
`
    .replace(
      "layers: [flatten, ",
      "layers: [{ conv2d: { filters: $width, kernelSize: 3 }, name: stem }, flatten, ",
    )
    .replace("optimizer: adam", "optimizer: $optimizer");
  for (const experiment of await sound({ "main.yaml": text })) {
    const [again] = await sound({ "main.yaml": stringify(documentOf(experiment)) });
    assert.equal(again, experiment);
  }
});

test("extends starts from a whole experiment and merges sections", async () => {
  const child = "extends: base.yaml\nname: child\ntrain: { epochs: 9 }\n";
  const [experiment] = await sound({ "base.yaml": BASE, "main.yaml": child });
  assert.is(experiment!.name, "child");
  assert.is(experiment!.train.epochs, 9);
  assert.equal(Object.keys(experiment!.train.optimizer), ["adam"]);
  assert.is(experiment!.dataset.split.validation, 0.1);
});

test("a component in a child replaces its parent's as a whole", async () => {
  const parent = BASE.replace("optimizer: adam", "optimizer: { adam: { learningRate: 0.5, beta1: 0.5 } }");
  const child = "extends: base.yaml\ntrain: { optimizer: { adam: { learningRate: 0.1 } } }\n";
  const [experiment] = await sound({ "base.yaml": parent, "main.yaml": child });
  assert.is(experiment!.train.optimizer.adam!.learningRate, 0.1);
  assert.is(experiment!.train.optimizer.adam!.beta1, 0.9);
});

test("use puts parts in their places, lists spliced into lists", async () => {
  const main = `name: parts
dataset: { use: parts/data.yaml, share: 0.5 }
model: { layers: [flatten, { use: parts/hidden.yaml }, { dense: { units: 10, activation: softmax } }] }
train: { loss: sparseCategoricalCrossentropy, optimizer: { use: parts/sgd.yaml }, epochs: 1 }
`;
  const [experiment] = await sound({
    "main.yaml": main,
    "parts/data.yaml": "source: mnist\nshare: 0.1\n",
    "parts/hidden.yaml": "- dense: { units: 4 }\n- dense: { units: 5 }\n",
    "parts/sgd.yaml": "sgd: { momentum: 0.9 }\n",
  });
  assert.is(experiment!.dataset.share, 0.5);
  assert.equal(layersOf(experiment!), ["flatten", "dense", "dense_1", "dense_2"]);
  assert.is(experiment!.train.optimizer.sgd!.momentum, 0.9);
});

test("a path in a part starts from the part's folder", async () => {
  const main = `name: table
dataset: { use: parts/data.yaml }
model: { layers: [{ dense: { units: 2, activation: softmax } }] }
train: { loss: sparseCategoricalCrossentropy, optimizer: sgd, epochs: 1 }
`;
  const [experiment] = await sound({
    "main.yaml": main,
    "parts/data.yaml": "source: { csv: { path: ../tables/t.csv, target: y } }\nsplit: { test: 0.5 }\n",
    "tables/t.csv": "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n7,a\n8,b\n",
  });
  assert.is(experiment!.dataset.source.csv!.path, "tables/t.csv");
});

test("repeat writes layers out, with the round's number in expressions", async () => {
  const model = `
    - flatten
    - repeat: { times: 3, index: i, layers: [{ dense: { units: "8 * (i + 1)" } }, { dropout: { rate: 0.1 }, when: i < 2 }] }
    - dense: { units: 10, activation: softmax }`;
  const [experiment] = await sound({ "main.yaml": BASE.replace(/layers: .*/, `layers:${model}`) });
  assert.equal(
    experiment!.model.layers.map(({ layer }) => layer.dense?.units ?? Object.keys(layer)[0]),
    ["flatten", 8, "dropout", 16, "dropout", 24, 10],
  );
});

test("names inside a repeat belong to their round, so residual blocks repeat", async () => {
  const model = `
    - flatten
    - dense: { units: 8 }
    - repeat:
        times: 2
        layers:
          - dense: { units: 8, activation: relu }
            name: skip
          - dense: { units: 8 }
          - add: {}
            from: [skip, previous]
    - dense: { units: 10, activation: softmax }`;
  const [experiment] = await sound({ "main.yaml": BASE.replace(/layers: .*/, `layers:${model}`) });
  assert.equal(layersOf(experiment!).slice(2, 8), ["skip_0", "dense_1", "add", "skip_1", "dense_2", "add_1"]);
  assert.equal(experiment!.model.layers[7]!.from, ["skip_1", "previous"]);
});

test("a matrix makes variants with readable names", async () => {
  const text = `${BASE}matrix: { lr: [0.1, 0.01] }\n`.replace("adam", "{ adam: { learningRate: $lr } }");
  const experiments = await sound({ "main.yaml": text });
  assert.equal(
    experiments.map(({ variant }) => variant),
    ["lr=0.1", "lr=0.01"],
  );
  assert.is(experiments[1]!.train.optimizer.adam!.learningRate, 0.01);
});

test("--set overrides scalars, items of lists, and whole components", async () => {
  const set = [
    "train.epochs=7",
    "model.layers[1].dense.activation=sigmoid",
    "train.optimizer.sgd.momentum=0.5",
  ];
  const [experiment] = await sound({ "main.yaml": BASE }, set);
  assert.is(experiment!.train.epochs, 7);
  assert.is(experiment!.model.layers[1]!.layer.dense!.activation, "sigmoid");
  assert.equal(Object.keys(experiment!.train.optimizer), ["sgd"]);
});

test("a file with a search is checked over its space and gives no single experiments", async () => {
  const space = `search:
  objective: { metric: val_accuracy, goal: max }
  tuner: { random: { trials: 10 } }
  trial: { epochs: 2 }
  space:
    layers: { int: { min: 1, max: 3 } }
    units: { int: { min: 4, max: 8, step: 2 }, each: $layers }
    optimizer: { choice: [adam, { sgd: { momentum: 0.9 } }] }
    normalise: boolean
`.replace("normalise: boolean", "normalise: { boolean: {} }");
  const text = (BASE + space)
    .replace(
      "[flatten, ",
      '[flatten, { repeat: { times: $layers, index: i, layers: [{ dense: { units: "$units[i]" } }, { batchNormalization: {}, when: $normalise }] } }, ',
    )
    .replace("optimizer: adam", "optimizer: $optimizer");
  const loaded = await load({ "main.yaml": text });
  assert.equal(
    loaded.issues.map((issue) => renderIssue(issue)),
    [],
  );
  assert.equal(
    loaded.searches.map(({ space }) => space.size),
    [4 * (3 + 9 + 27)],
  );
  assert.equal(loaded.experiments, []);
  const broken = await load({ "main.yaml": text.replace("max: 8", "max: none") });
  assert.equal(
    broken.issues.map(({ code }) => code),
    ["wrong-type"],
  );
});

test("a file that cannot be read is refused with the nearest name", async () => {
  try {
    await load({ "mian.yaml": BASE });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), "main.yaml does not exist");
    assert.match((error as { hint: string }).hint, "mian.yaml");
  }
});

test.run();

import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sources } from "../../src/data/sources.ts";
import type { Experiment } from "../../src/spec/experiment.ts";
import { experimentHash } from "../../src/store/experiment-hash.ts";
import { type Decisive, identityOf } from "../../src/store/identity.ts";
import { experimentIn, project } from "../runner/tiny.ts";
import { EXPERIMENT } from "./version.ts";

const test = suite("store/identity");

const { folder, write } = project();
const { experiment } = await experimentIn(write("base"));
const base = experimentHash(experiment);

/** The hash of the experiment with some lines of its file changed. */
async function changed(changes: Record<string, string>): Promise<string> {
  return experimentHash((await experimentIn(write("changed", changes))).experiment);
}

test("what a person calls and tells it is no part of it: name, variant, description", async () => {
  assert.is(experimentHash({ ...experiment, name: "other" }), base);
  assert.is(experimentHash({ ...experiment, variant: "width=4" }), base);
  assert.is(await changed({ description: "description: Other words." }), base);
  assert.is(await changed({ description: "" }), base);
});

test("the engine's name is no part of it: auto and what it chose are one run", () => {
  assert.is(experimentHash({ ...experiment, engine: "tfjs" }), base);
});

test("where the data lie is no part of it; how they are read is", async () => {
  const source = (options: string) => ({ source: `  source: { csv: { ${options}, target: kind } }` });
  copyFileSync(join(folder, "data", "table.csv"), join(folder, "data", "copy.csv"));
  assert.is(await changed(source("path: ../data/copy.csv")), base);
  assert.is(
    await changed(source("path: ../data/../data/table.csv, testPath: ../data/copy.csv") as never).catch(
      () => base,
    ),
    base,
  );
  assert.is.not(await changed(source("path: ../data/table.csv, missing: mean")), base);
  assert.is.not(await changed(source("path: ../data/table.csv, columns: [a, b]")), base);
});

test("of every source, the options that name files are no part of it, and all others are", () => {
  let paths = 0;
  for (const { name, options } of sources.members) {
    const all = Object.keys(options.properties).map((option) => [option, "a"]);
    const hashOf = (changes: object) =>
      experimentHash({
        ...experiment,
        dataset: { ...experiment.dataset, source: { [name]: { ...Object.fromEntries(all), ...changes } } },
      });
    for (const [option, schema] of Object.entries(options.properties)) {
      const isPath = schema.format === "path";
      paths += isPath ? 1 : 0;
      assert.is(hashOf({ [option]: "b" }) === hashOf({}), isPath, `${name}.${option}`);
    }
  }
  assert.ok(paths > 8);
});

test("all that decides a figure is part of it", async () => {
  const changes: Record<string, string>[] = [
    { seed: "seed: 20261125" },
    { replicates: "replicates: 2" },
    { split: "  split: { validation: 0.2, test: 0.2 }" },
    { preprocess: "  preprocess: []" },
    { layers: "    - dense: { units: 3, activation: softmax }" },
    { layers: "    - dense: { units: 3, activation: softmax }\n      name: head" },
    { metrics: "  metrics: [accuracy, f1]" },
    { optimizer: "  optimizer: { adam: { learningRate: 0.03 } }" },
    { epochs: "  epochs: 5" },
    { callbacks: "  callbacks: []" },
    { loss: "  loss: sparseCategoricalCrossentropy\n  classWeights: balanced" },
  ];
  const hashes = [base];
  for (const change of changes) hashes.push(await changed(change));
  assert.is(new Set(hashes).size, hashes.length);
});

test("a key that is new to the language is part of it until somebody says otherwise", () => {
  assert.is.not(experimentHash({ ...experiment, novelty: 1 } as Experiment), base);
});

test("how the file is written is no part of it: defaults, order, expressions, parts in other files", async () => {
  writeFileSync(
    join(folder, "experiments", "optimizer.yaml"),
    "adam: { epsilon: 1e-7, learningRate: 2/100 }\n",
  );
  const spelt = { optimizer: "  optimizer: { use: optimizer.yaml }", epochs: "  epochs: 2 + 2" };
  assert.is(await changed(spelt), base);
});

test("every decisive part changes the identity, and nothing else is in it", () => {
  const decisive: Decisive = { experiment: base, data: "d", arithmetic: "a", revision: 1 };
  const others: Decisive[] = [
    { ...decisive, experiment: "other" },
    { ...decisive, data: "other" },
    { ...decisive, arithmetic: "other" },
    { ...decisive, revision: 2 },
  ];
  const identities = [decisive, ...others].map(identityOf);
  assert.is(new Set(identities).size, identities.length);
  assert.is(identityOf({ ...decisive, seed: 1 } as Decisive), identityOf(decisive));
});

test("the hash of a known experiment is the same on every machine and in every release", () => {
  const known: Experiment = {
    name: "known",
    seed: 7,
    engine: "auto",
    dataset: {
      source: { csv: { path: "a.csv", target: "é" } },
      share: 1,
      split: { validation: 0.1, test: 0, stratify: true },
      preprocess: [{ rescale: { scale: 1 / 255 } }],
      augment: [],
    },
    model: { layers: [{ layer: { dense: { units: 10 } }, name: "dense" }] },
    train: {
      loss: { meanSquaredError: {} },
      metrics: [],
      optimizer: { sgd: { learningRate: 1e-7 } },
      batchSize: 32,
      epochs: 1,
      callbacks: [],
    },
    replicates: 1,
  };
  assert.is(experimentHash(known), "498a60d25f6a25f5a576d0cf81a25ad72210b473710915ff09021b2b8cb513a3");
  const decisive = { experiment: experimentHash(known), data: "d", arithmetic: "a", revision: 1 };
  assert.is(identityOf(decisive), "652495e739304bdbd684286396c48390181bc134a858dd1234f3adc1b2c712c1");
});

test("callbacks that only watch are no part of it, in a training and in a search", () => {
  const [stops, watches] = [{ terminateOnNaN: {} }, { tensorBoard: {} }];
  const hash = (callbacks: readonly object[], trial: readonly object[]) => {
    const train = { ...EXPERIMENT.train, callbacks };
    return experimentHash({ ...EXPERIMENT, train, search: { trial: { callbacks: trial } } } as never);
  };
  assert.is(hash([watches, stops], [watches]), hash([stops], []));
  assert.is.not(hash([watches], []), hash([stops], []));
  assert.is.not(hash([stops], [watches, stops]), hash([stops], []));
});

test.run();

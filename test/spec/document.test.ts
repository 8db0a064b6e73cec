import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { automaticNames } from "../../src/model/graph.ts";
import { documentOf } from "../../src/spec/document.ts";
import type { Experiment } from "../../src/spec/experiment.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { documentText } from "../../src/store/texts.ts";
import { scratch } from "../scratch.ts";

const test = suite("spec/document");

async function load(path: string): Promise<readonly Experiment[]> {
  const { experiments, issues } = await loadExperiments(path);
  assert.equal(issues, []);
  return experiments;
}

for (const file of [
  "test/spec/fixtures/everything.yaml",
  "experiments/mlp-baseline.yaml",
  "experiments/cnn-baseline.yaml",
]) {
  test(`${file}: what is kept of each of its experiments is a file that resolves to it, and to the same text`, async () => {
    const experiments = await load(file);
    assert.ok(experiments.length > 0);
    for (const experiment of experiments) {
      const path = join(scratch(), "kept.yaml");
      const text = documentText(documentOf(experiment));
      writeFileSync(path, text);
      const [again, ...others] = await load(path);
      assert.equal(others, []);
      assert.equal(again, experiment);
      assert.is(documentText(documentOf(again!)), text);
    }
  });
}

test("names that only look as if run-exp had given them are kept where others depend on them", async () => {
  const [first] = await load("test/spec/fixtures/everything.yaml");
  const dense = { dense: { units: 1 } };
  for (const names of [
    ["dense_1", "dense"],
    ["dense", "dense_1", "dense_2"],
    ["dense_2", "dense", "dense_1", "head"],
    ["dense_01", "dense", "dense_1x"],
  ]) {
    const layers = names.map((name) => ({ layer: dense, name }));
    const { model } = documentOf({ ...first!, model: { layers } }) as {
      model: { layers: { name?: string }[] };
    };
    const items = model.layers.map(({ name }) => ({ layer: dense, ...(name === undefined ? {} : { name }) }));
    assert.equal(automaticNames(items), names);
    assert.ok(model.layers.filter(({ name }) => name !== undefined).length < names.length);
  }
});

test("layers keep the names that a reader gave them, and no others", async () => {
  const [first] = await load("test/spec/fixtures/everything.yaml");
  const { layers } = documentOf(first!).model as { layers: Record<string, unknown>[] };
  const named = layers.flatMap((layer) => ("name" in layer ? [layer.name] : []));
  assert.equal(named, ["stem"]);
});

test.run();

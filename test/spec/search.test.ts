import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { choiceValues } from "../../src/space/compile.ts";
import { countOf } from "../../src/space/domain.ts";
import type { Experiment } from "../../src/spec/experiment.ts";
import { type Loaded, loadExperiments } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";
import { asTrial, type Search } from "../../src/spec/search.ts";
import { documentText } from "../../src/store/texts.ts";
import { scratch } from "../scratch.ts";

/** Files with a `search` section, from the file to the experiments that its configurations make. */
const test = suite("spec/search");

/** Reads the first of some files, given by path and text. */
async function load(files: Readonly<Record<string, string>>): Promise<Loaded> {
  const folder = scratch();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return loadExperiments(join(folder, Object.keys(files)[0]!));
}

/** The searches of a sound file. */
async function searches(loading: Promise<Loaded>): Promise<readonly Search[]> {
  const { issues, searches: found } = await loading;
  assert.equal(
    issues.map((issue) => renderIssue(issue)),
    [],
  );
  return found;
}

const HEAD = `name: sample
dataset:
  source: mnist
  split: { validation: 0.1 }
`;

function fileOf(parts: { model: string; train?: string; search?: string; space: string }): string {
  return `${HEAD}model:
  layers:
    - flatten
${parts.model}
    - dense: { units: 10, activation: softmax }
train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  epochs: 4
${parts.train ?? "  optimizer: adam"}
search:
  objective: { metric: val_accuracy }
  tuner: { random: { trials: 5 } }
${parts.search ?? ""}
  space:
${parts.space}
`;
}

/** What of an experiment a configuration can change. */
function chosen({ model, train }: Experiment) {
  return { layers: model.layers.map(({ layer }) => layer), optimizer: train.optimizer };
}

const FILES = ["test/spec/fixtures/search.yaml", ...globSync("experiments/*.yaml")];

for (const file of FILES) {
  const { searches: found } = await loadExperiments(file);
  if (found.length === 0) continue;
  test(`${file}: what is kept of each of its searches is a file that describes it, to the same text`, async () => {
    for (const search of found) {
      const text = documentText(search.document);
      const [again, ...others] = await searches(load({ "kept.yaml": text }));
      assert.equal(others, []);
      assert.equal(again!.document, search.document);
      assert.is(documentText(again!.document), text);
      assert.equal(again!.space.dimensions, search.space.dimensions);
      assert.equal(again!.start, search.start);
      const made = ({ samples }: Search) =>
        samples.map(({ configuration, experiment }) => ({ configuration, ...chosen(experiment) }));
      assert.equal(made(again!), made(search));
    }
  });

  test(`${file}: its samples reach both ends of every range and every option of every choice`, () => {
    for (const { space, samples } of found) {
      for (const { name, domain } of space.dimensions) {
        const values = samples.map(({ configuration }) => configuration[name]);
        const met = new Set(values.filter((value) => value !== undefined));
        if (domain.kind === "choice") assert.equal(met, new Set(domain.values), name);
        else if (domain.kind === "boolean") assert.is(met.size, 2, name);
        else assert.ok(met.has(domain.min) && met.has(domain.max), `${name}: ${[...met].join(", ")}`);
        assert.ok(met.size <= countOf(domain));
      }
      for (const { configuration } of samples) assert.equal(space.problems(configuration), []);
    }
  });
}

test("most of these files are searches", () => {
  assert.ok(FILES.length > 5);
});

test("a configuration makes the experiment that one would write by hand", async () => {
  const [search] = await searches(
    load({
      "main.yaml": fileOf({
        model: `    - repeat:
        times: $layers
        index: i
        layers:
          - dense: { units: "2 * $units[i]", activation: $activation }
          - dropout: { rate: 0.1 }
            when: $layers > 1
    - batchNormalization: {}
      when: $normalise`,
        space: `    layers: { int: { min: 1, max: 3 } }
    units: { int: { min: 4, max: 8, step: 2 }, each: $layers }
    activation: { choice: [relu, tanh] }
    normalise: { boolean: {} }`,
      }),
    }),
  );
  const byHand = async (layers: string) => {
    const { experiments } = await load({
      "main.yaml": `${HEAD}model:\n  layers: [flatten, ${layers}, dense: { units: 10, activation: softmax }]
train: { loss: sparseCategoricalCrossentropy, metrics: [accuracy], epochs: 4, optimizer: adam }\n`,
    });
    return experiments[0];
  };
  assert.equal(
    await search!.configure({ layers: 1, "units[0]": 6, activation: "tanh", normalise: true }),
    await byHand("dense: { units: 12, activation: tanh }, batchNormalization: {}"),
  );
  assert.equal(
    await search!.configure({
      ...{ layers: 2, "units[0]": 4, "units[1]": 8, activation: "relu", normalise: false },
    }),
    await byHand(
      "dense: { units: 8, activation: relu }, dropout: { rate: 0.1 }, dense: { units: 16, activation: relu }, dropout: { rate: 0.1 }",
    ),
  );
});

const OPTIMIZERS = `    optimizer:
      choice:
        - adam: { learningRate: $rate }
        - sgd: { learningRate: $rate, momentum: $momentum }
        - sgd: { learningRate: 1, clipNorm: 1 }
    rate: { float: { min: 0.001, max: 0.1, log: true } }
    momentum: { float: { min: 0.5, max: 0.9 }, when: $optimizer == "sgd-1" }`;

test("a choice of components has each with its own hyperparameters, under its name", async () => {
  const file = fileOf({ model: "", train: "  optimizer: $optimizer", space: OPTIMIZERS });
  const [search] = await searches(load({ "main.yaml": file }));
  const optimizer = search!.space.parameters.find(({ name }) => name === "optimizer")!;
  assert.equal(optimizer.domain, {
    kind: "choice",
    values: choiceValues(["adam", { sgd: {} }, { sgd: {} }]),
  });
  const made = async (configuration: Parameters<Search["configure"]>[0]) =>
    (await search!.configure(configuration)).train.optimizer;
  assert.is((await made({ optimizer: "adam", rate: 0.01 })).adam!.learningRate, 0.01);
  const sgd = (await made({ optimizer: "sgd-1", rate: 0.05, momentum: 0.6 })).sgd!;
  assert.equal([sgd.learningRate, sgd.momentum], [0.05, 0.6]);
  assert.is((await made({ optimizer: "sgd-2", rate: 0.05 })).sgd!.clipNorm, 1);
});

test("a component is compared with by its name, in conditions of layers too", async () => {
  const file = fileOf({
    model: '    - dropout: { rate: $momentum }\n      when: $optimizer == "sgd-1"',
    train: "  optimizer: $optimizer",
    space: OPTIMIZERS,
  });
  const [search] = await searches(load({ "main.yaml": file }));
  const layers = async (configuration: Parameters<Search["configure"]>[0]) =>
    (await search!.configure(configuration)).model.layers.map(({ layer }) => Object.keys(layer)[0]);
  assert.equal(await layers({ optimizer: "adam", rate: 0.01 }), ["flatten", "dense"]);
  assert.equal(await layers({ optimizer: "sgd-1", rate: 0.01, momentum: 0.5 }), [
    "flatten",
    "dropout",
    "dense",
  ]);
});

test("what when leaves out does not miss a hyperparameter that is not there, and is no less checked", async () => {
  const model = (option: string) =>
    `    - repeat: { times: 2, layers: [{ dense: { ${option}: $units } }] }\n      when: $deep`;
  const space = "    deep: { boolean: {} }\n    units: { int: { min: 2, max: 4 }, when: $deep }";
  const [search] = await searches(load({ "main.yaml": fileOf({ model: model("units"), space }) }));
  assert.is((await search!.configure({ deep: false })).model.layers.length, 2);
  assert.is((await search!.configure({ deep: true, units: 3 })).model.layers.length, 4);
  const { issues } = await load({ "main.yaml": fileOf({ model: model("unit"), space }) });
  assert.equal(
    issues.map(({ message }) => message),
    ["`dense` has no key `unit`"],
  );
});

test("a hyperparameter that is not there is refused where it is needed", async () => {
  const space = "    deep: { boolean: {} }\n    units: { int: { min: 2, max: 4 }, when: $deep }";
  const { issues } = await load({
    "main.yaml": fileOf({ model: "    - dense: { units: $units }", space }),
  });
  assert.equal(
    issues.map(({ message }) => message),
    ["`$units`: $units is there only under `$deep`, and is needed here without it"],
  );
});

test("a configuration that makes no experiment is refused with what is wrong", async () => {
  const space = "    units: { int: { min: 2, max: 4 } }";
  const [search] = await searches(
    load({ "main.yaml": fileOf({ model: "    - dense: { units: $units }", space }) }),
  );
  try {
    await search!.configure({ units: 2.5 });
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof RunExpError);
    assert.is(error.code, "bad-configuration");
    assert.match(error.message, "`units` must be a whole number, not 2.5");
  }
});

test("a matrix beside a search makes a search of each variant, its values written out", async () => {
  const file = fileOf({
    model: '    - dense: { units: "$width * $units", activation: $activation }',
    space: "    units: { int: { min: 2, max: 4 } }",
  });
  const matrix = "matrix: { width: [8, 16], activation: [relu] }\n";
  const found = await searches(load({ "main.yaml": matrix + file }));
  assert.equal(
    found.map(({ variant }) => variant),
    ["width=8,activation=relu", "width=16,activation=relu"],
  );
  const kept = found.map(({ document }) => (document.model as { layers: unknown[] }).layers[1]);
  const dense = kept.map((layer) => (layer as { dense: { units: string; activation: string } }).dense);
  assert.equal(
    dense.map(({ units, activation }) => [units, activation]),
    [
      ["8 * $units", "relu"],
      ["16 * $units", "relu"],
    ],
  );
  const { layer } = (await found[1]!.configure({ units: 3 })).model.layers[1]!;
  assert.is(layer.dense!.units, 48);
});

test("extends replaces a space as a whole, and merges the rest of a search key by key", async () => {
  const base = fileOf({
    model: "    - dense: { units: $units }",
    search: "  trial: { epochs: 2, share: 0.5 }",
    space: "    units: { int: { min: 2, max: 4 } }\n    rate: { choice: [0.1, 0.2] }",
    train: "  optimizer: { adam: { learningRate: $rate } }",
  });
  const child = `extends: base.yaml
name: child
train: { optimizer: { adam: { learningRate: 0.1 } } }
search:
  trial: { epochs: 3 }
  space:
    units: { choice: [5, 7] }
`;
  const [search] = await searches(load({ "child.yaml": child, "base.yaml": base }));
  assert.equal(
    search!.space.dimensions.map(({ name, domain }) => [name, domain.kind]),
    [["units", "choice"]],
  );
  assert.equal(search!.search.trial, { epochs: 3, share: 0.5 });
  assert.is(search!.search.objective.metric, "val_accuracy");
});

test("trials differ from the final training by what search.trial says, and by nothing else", async () => {
  const file = fileOf({
    model: "    - dense: { units: $units }",
    search: "  trial: { epochs: 2, callbacks: [earlyStopping: { monitor: val_loss }] }",
    space: "    units: { int: { min: 2, max: 4 } }",
  });
  const [search] = await searches(load({ "main.yaml": `replicates: 3\n${file}` }));
  const final = await search!.configure({ units: 3 });
  const trial = asTrial(final, search!.search);
  assert.equal([final.train.epochs, trial.train.epochs], [4, 2]);
  assert.equal([final.replicates, trial.replicates], [3, 1]);
  assert.equal(
    [final, trial].map(({ train }) => train.callbacks.map((callback) => Object.keys(callback)[0])),
    [[], ["earlyStopping"]],
  );
  const { epochs: _, callbacks: __, ...rest } = trial.train;
  assert.equal(
    { ...final, replicates: 1, train: { ...final.train, ...rest } },
    {
      ...trial,
      train: final.train,
    },
  );
});

test("the better way of an objective is known for what is logged, and may be said", async () => {
  const goal = async (objective: string) => {
    const file = fileOf({
      model: "    - dense: { units: $units }",
      space: "    units: { int: { min: 2, max: 4 } }",
    }).replace("metric: val_accuracy", objective);
    const [search] = await searches(load({ "main.yaml": file }));
    return search!.goal;
  };
  assert.is(await goal("metric: val_accuracy"), "max");
  assert.is(await goal("metric: val_loss"), "min");
  assert.is(await goal("metric: loss, goal: max"), "max");
});

test("a start lists the members of a family by their place", async () => {
  const [search] = await searches(loadExperiments("test/spec/fixtures/search.yaml"));
  assert.equal(search!.start, [
    { layers: 1, "units[0]": 3, activation: "relu", normalise: false, optimizer: "adam", rate: 0.01 },
  ]);
});

test.run();

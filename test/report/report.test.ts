import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plotsOf } from "../../src/report/plots/version-plots.ts";
import { type Reported, reportText } from "../../src/report/report.ts";
import { searched } from "../store/searched.ts";
import { content, EXPERIMENT, figures } from "../store/version.ts";

const test = suite("report/report");

function reported(change: Partial<Reported> = {}): Reported {
  const { report: _report, plots: _plots, environment: _environment, model: _model, ...rest } = content();
  return {
    ...rest,
    origin: "a CSV table",
    pictured: [],
    sizes: { train: 38, validation: 10, test: 17 },
    ...change,
  };
}

function without(...names: (keyof Reported)[]): Reported {
  return Object.fromEntries(
    Object.entries(reported()).filter(([name]) => !names.includes(name as never)),
  ) as never;
}

/** The part of a report under a heading. */
function section(text: string, heading: string): string {
  const start = text.indexOf(`## ${heading}`);
  assert.ok(start >= 0, `there is no ${heading}`);
  const end = text.indexOf("\n## ", start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}

test("a whole report reads like this", () => {
  const train = {
    ...EXPERIMENT.train,
    metrics: [{ accuracy: {} }],
    optimizer: { adam: { learningRate: { cosine: { initial: 0.001, warmUp: 5 } }, beta1: 0.9 } },
    callbacks: [{ earlyStopping: { monitor: "val_loss", patience: 2 } }],
  };
  const trainings = [
    figures({ stopReason: "val_loss did not improve for 2 epochs", finalEpoch: 1 }),
  ] as const;
  const kept = { "best-val_accuracy": { epoch: 1, weights: [] } };
  const text = reportText(reported({ experiment: { ...EXPERIMENT, train }, trainings, kept }));
  assert.is(
    text,
    `# small

A small one.

## Figures

| part       | samples |   loss | accuracy |
| ---------- | ------: | -----: | -------: |
| train      |      38 | 0.2400 |   0.7000 |
| validation |      10 | 0.5000 |   0.4000 |
| test       |      17 | 0.6000 |   0.3500 |

How sure that is, by the number of samples alone (95 % confidence interval of Wilson, 1927):

- \`test accuracy\` 0.3500: 0.1731 … 0.5870

Validation against test; the difference is validation less test, in brackets its 95 % confidence interval (Newcombe, 1998) by the number of samples. Callbacks chose by validation, and what is chosen for its figure flatters; test had no part in any choice.

- \`loss\`: validation 0.5000, test 0.6000, difference -0.1000: validation is better
- \`accuracy\`: validation 0.4000, test 0.3500, difference 0.05000 (-0.2824 … 0.3860): may be chance

## Learning curves

![Loss and metrics over the epochs](plots/learning-curves.svg)

- trained for 2 of at most 10 epochs
- ended early: val_loss did not improve for 2 epochs
- final weights: those of epoch 1
- \`model/best-val_accuracy.bin\`: the weights of epoch 1

## Training

- loss: \`sparseCategoricalCrossentropy\`
- metric: \`accuracy\`
- optimizer: \`adam: { learningRate: { cosine: { initial: 0.001, warmUp: 5 } }, beta1: 0.9 }\`
- batch size: 32
- epochs: at most 10
- callback: \`earlyStopping: { monitor: val_loss, patience: 2 }\`
- seed: 20261124

## Data

- source: \`csv: { path: ../data/table.csv, target: kind }\`, a CSV table
- split: \`{ validation: 0.2, test: 0.2, stratify: true }\`
- preprocess: \`rescale: { scale: 0.00392157, offset: 0 }\`
- fingerprint: \`dddddddddddd\`

## Model

\`\`\`text
layer  type
\`\`\`

## Classes

| class | precision | recall |     F1 | samples |
| ----- | --------: | -----: | -----: | ------: |
| red   |    0.6250 | 0.7143 | 0.6667 |       7 |
| green |     1.000 |  1.000 |  1.000 |       7 |
| blue  |         0 |      0 |      0 |       3 |

![Confusion matrix: a row for each class, a column for each answer](plots/confusion.svg)

Most often confused (all in [confusion.csv](confusion.csv)):

- blue taken for red: 3
- red taken for blue: 2

## Provenance

- identity: \`${content().identity.slice(0, 12)}\`
- engine: tfjs
- arithmetic: tfjs-wasm 4.22.0
- the whole experiment: [experiment.yaml](experiment.yaml); hashes: [run.json](run.json)
- when, where and how long: [env.json](env.json)
`,
  );
});

test("a run that diverged says so first", () => {
  const [first, last] = figures().history;
  const history = [first!, { ...last!, logs: { ...last!.logs, loss: Number.NaN } }];
  const text = reportText(reported({ trainings: [figures({ history, diverged: true })] }));
  assert.match(text, "> **Diverged:** a logged value was no finite number in epoch 2.\n\n## Figures");
  const replicates = reportText(reported({ trainings: [figures(), figures({ history, diverged: true })] }));
  assert.match(replicates, "in epoch 2 of replicate 2.");
});

test("with replicates, sections that tell of the first one say so, and of one training nothing does", () => {
  const content = { mistakes: MISTAKES };
  const text = reportText(reported({ ...content, trainings: [figures(), figures()] }));
  for (const heading of ["Figures", "Learning curves", "Classes", "Worst mistakes"]) {
    assert.match(section(text, heading), `## ${heading}\n\nOf the first of 2 replicates.\n\n`);
  }
  assert.not.match(reportText(reported(content)), "first of");
});

test("one epoch is one", () => {
  const train = { ...EXPERIMENT.train, epochs: 1 };
  const trainings = [figures({ history: figures().history.slice(0, 1) })] as const;
  const text = reportText(reported({ experiment: { ...EXPERIMENT, train }, trainings }));
  assert.match(text, /^- trained for 1 of at most 1 epoch$/m);
});

test("replicates have their mean and deviation", () => {
  const trainings = [0.6, 0.7, 0.8].map((loss) => figures({ figures: { test: { loss } } }));
  const text = reportText(reported({ trainings: trainings as never }));
  assert.match(section(text, "Over 3 replicates"), "| test | 0.7000 ± 0.1000 |");
});

test("without description, classes, validation or metrics, what is left stands by itself", () => {
  const { description: _description, ...experiment } = EXPERIMENT;
  const trainings = [figures({ figures: { train: { loss: 1.5 } } })] as const;
  const text = reportText({
    ...without("classes", "confusions"),
    experiment,
    trainings,
    sizes: { train: 60 },
  });
  assert.match(text, /^# small\n\n## Figures\n\n\| part {2}\| samples/);
  assert.not.match(text, /Classes|against test|undefined|\n\n\n/);
});

test("class names of any kind leave the tables whole", () => {
  const classes = ["a|b", "two\nlines", "*x* <b>"];
  const text = section(reportText(reported({ classes })), "Classes");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  assert.is(rows.length, 5);
  for (const row of rows) assert.is(row.replaceAll("\\|", "").split("|").length, 7, row);
  assert.match(text, "a\\|b");
});

test("of a thousand classes the worst are shown, and where the others are", () => {
  const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
  const confusions = classes.map((_, truth) => ({ truth, answer: truth % 10 === 3 ? 0 : truth, count: 5 }));
  const text = section(reportText(reported({ classes, confusions })), "Classes");
  assert.match(text, "The 20 of 1000 classes told worst; all are in [classes.csv](classes.csv).");
  assert.match(text, " 100 classes have an F1 of 0, of which 20 are here.");
  assert.is(text.split("\n").filter((line) => line.startsWith("| class ")).length, 21);
  assert.match(text, "class 3 taken for class 0: 5");
  assert.ok(text.length < 3000);
});

test("a class without samples has empty cells, and is none of those told worst", () => {
  const confusions = [{ truth: 0, answer: 0, count: 4 }];
  assert.match(section(reportText(reported({ confusions })), "Classes"), /^\| green \| +\| +\| +\| +0 \|$/m);
  const classes = Array.from({ length: 40 }, (_, index) => `class ${index}`);
  const text = section(reportText(reported({ classes, confusions })), "Classes");
  assert.match(text, "The 1 of 40 classes told worst");
  assert.not.match(text, /^\| class 1 /m);
});

test("where nothing is confused it says so", () => {
  const confusions = [0, 1, 2].map((truth) => ({ truth, answer: truth, count: 4 }));
  assert.match(reportText(reported({ confusions })), "No sample was taken for another class.");
});

test("a description keeps its lines and paragraphs, and nothing in it is markup", () => {
  const description = "First line,\nsecond.\n\n# <script>\n\n```\n";
  const text = reportText(reported({ experiment: { ...EXPERIMENT, description } }));
  assert.match(text, "# small\n\nFirst line,\nsecond.\n\n\\# \\<script\\>\n\n\\`\\`\\`\n\n## Figures");
  assert.match(
    reportText(reported({ experiment: { ...EXPERIMENT, description: " \n" } })),
    "# small\n\n## Figures",
  );
});

test("a variant is named after its values", () => {
  const experiment = { ...EXPERIMENT, variant: "width=4" };
  assert.match(reportText(reported({ experiment })), /^# small\/width=4\n/);
});

const MISTAKES = [
  { sample: 12, truth: 2, answer: 0, confidence: 0.98, loss: 4.5 },
  { sample: 3, truth: 0, answer: 2, confidence: 0.7, loss: 1.5 },
];

test("the worst mistakes are named, and shown where they are images", () => {
  const mistakes = { mistakes: MISTAKES };
  const told = section(reportText(reported(mistakes)), "Worst mistakes");
  assert.match(
    told,
    "The 2 mistakes of the largest loss among the test samples, worst first; [mistakes.csv]",
  );
  assert.not.match(told, "plots/");
  const picture = { width: 1, height: 1, channels: 1, bytes: Uint8Array.of(0) } as const;
  const pictured = MISTAKES.map((own) => ({ ...own, picture }));
  const shown = section(reportText(reported({ ...mistakes, pictured })), "Worst mistakes");
  assert.match(shown, "![The images of the worst mistakes](plots/mistakes.svg)");
});

test("every plot of a version is in its report, each with words for who cannot see it, and no other", () => {
  const picture = { width: 1, height: 1, channels: 1, bytes: Uint8Array.of(0) } as const;
  const nothing = { trials: 3, explained: 0, hyperparameters: [] };
  const cases = [
    reported(),
    without("classes", "confusions"),
    reported({ search: searched() }),
    reported({ search: searched({ importance: nothing }) }),
    reported({ trainings: [figures(), figures()] }),
    reported({ mistakes: MISTAKES, pictured: MISTAKES.map((own) => ({ ...own, picture })) }),
  ];
  for (const content of cases) {
    const linked = [...reportText(content).matchAll(/!\[([^\]]{10,})\]\(plots\/([^)]*)\.svg\)/g)];
    assert.equal(linked.map(([, , name]) => name).sort(), Object.keys(plotsOf(content)).sort());
  }
});

test("from the search to the test the objective is told step by step", () => {
  const confirmations = [{ trial: 1, values: [0.6, 0.7], mean: 0.65, margin: 0.6, optimism: 0.06 }];
  const text = section(reportText(reported({ search: searched({ confirmations }) })), "Figures");
  assert.match(
    text,
    "from the search to the test, `accuracy`: in the search 0.7123, over fresh seeds 0.6500, trained in full 0.4000, on test 0.3500",
  );
});

test("of many samples it is said whether validation is better by more than chance", () => {
  const sizes = { train: 100_000, validation: 20_000, test: 17 };
  const confusions = [{ truth: 0, answer: 0, count: 20_000 }];
  const text = (test: number) =>
    section(
      reportText(
        reported({
          sizes: { ...sizes, test: 20_000 },
          confusions,
          trainings: [figures({ figures: { validation: { accuracy: 0.9 }, test: { accuracy: test } } })],
        }),
      ),
      "Figures",
    );
  assert.match(
    text(0.85),
    "difference 0.05000 (0.04354 … 0.05647): validation is better, by more than chance",
  );
  assert.match(
    text(0.95),
    /difference -0\.05000 \(-0\.05\d+ … -0\.04\d+\): test is better, by more than chance/,
  );
  assert.match(text(0.905), "difference -0.005000 (-0.01082 … 0.0008147): may be chance");
  assert.match(text(0.9), /difference 0 \(-0\.\d+ … 0\.\d+\)$/m);
});

test("a figure that is no number is not compared, and where none is nothing is", () => {
  const parts = (loss: number, accuracy: number) => ({
    validation: { loss, accuracy },
    test: { loss: 0.5, accuracy: 0.5 },
  });
  const told = (...own: [number, number]) =>
    section(reportText(reported({ trainings: [figures({ figures: parts(...own) })] })), "Figures");
  const some = told(Number.NaN, 0.4).split("Validation against test")[1]!;
  assert.match(some, "`accuracy`: validation");
  assert.not.match(some, /nan|`loss`/);
  assert.not.match(told(Number.NaN, Number.POSITIVE_INFINITY), "Validation against test");
});

test("who chose by validation is told, and nothing of choosing where nobody did", () => {
  const callbacks = [{ earlyStopping: { monitor: "val_loss" } }];
  const watching = { ...EXPERIMENT, train: { ...EXPERIMENT.train, callbacks } };
  const told = (change: Partial<Reported>) => section(reportText(reported(change)), "Figures");
  assert.match(told({ experiment: watching }), " Callbacks chose by validation,");
  assert.match(told({ search: searched() }), " The search chose by validation,");
  assert.match(told({ experiment: watching, search: searched() }), " Callbacks and the search chose by");
  assert.not.match(told({}), /cho[so]e/);
});

test("binary accuracy has an interval where it is that of samples, and none where that of outputs", () => {
  const train = { ...EXPERIMENT.train, metrics: [{ binaryAccuracy: {} }] };
  const of = (share: number) =>
    reportText(
      reported({
        experiment: { ...EXPERIMENT, train },
        trainings: [figures({ figures: { test: { loss: 1, binary_accuracy: share } } })],
      }),
    );
  assert.match(of(12 / 17), "`test binary_accuracy` 0.7059: 0.4687 … 0.8672");
  assert.not.match(of(0.8), "Wilson");
});

test.run();

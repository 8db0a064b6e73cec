import { parse } from "csv-parse/sync";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sha256 } from "../../src/base/hash.ts";
import { readStored } from "../../src/store/read-version.ts";
import type { VersionContent } from "../../src/store/version-files.ts";
import { versionFiles } from "../../src/store/version-files.ts";
import { content, EXPERIMENT, figures } from "./version.ts";

const test = suite("store/version-files");

function textsOf(change: Partial<VersionContent> = {}): Record<string, string> {
  return Object.fromEntries([...versionFiles(content(change))].map(([name, file]) => [name, String(file)]));
}

const rows = (text: string | undefined) => parse(text!) as string[][];

test("a single training has these files", () => {
  assert.equal(Object.keys(textsOf()).sort(), [
    "SHA256SUMS",
    "classes.csv",
    "confusion.csv",
    "env.json",
    "experiment.yaml",
    "history.csv",
    "metrics.json",
    "model.txt",
    "model/model.json",
    "model/weights.bin",
    "plots/learning-curves.svg",
    "report.md",
    "run.json",
  ]);
});

test("every text ends in one newline", () => {
  for (const [name, text] of Object.entries(textsOf())) {
    if (!name.endsWith(".bin")) assert.match(text, /[^\n]\n$/, name);
  }
});

test("metrics.json has the figures of every part, sorted, and how much too good validation was", () => {
  assert.is(
    textsOf()["metrics.json"],
    `{
  "epochs": 2,
  "finalEpoch": 2,
  "optimism": {
    "accuracy": 0.05,
    "loss": 0.1
  },
  "test": {
    "accuracy": 0.35,
    "loss": 0.6
  },
  "train": {
    "accuracy": 0.7,
    "loss": 0.24
  },
  "validation": {
    "accuracy": 0.4,
    "loss": 0.5
  }
}
`,
  );
});

test("history.csv has a row an epoch, with the learning rate", () => {
  assert.is(
    textsOf()["history.csv"],
    "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n1,0.333333,0.5,0.4,0.45,0.001\n2,0.25,0.666667,0.5,0.4,0.0005\n",
  );
});

test("run.json names what decides, the weights by the hash of their file, and the seed in full", () => {
  const run = JSON.parse(textsOf()["run.json"]!);
  assert.equal(run, {
    arithmetic: "tfjs-wasm 4.22.0",
    data: "d".repeat(64),
    engine: "tfjs",
    experiment: "e".repeat(64),
    identity: content().identity,
    kept: {},
    revision: 1,
    seed: 20261124,
    status: "complete",
    weights: sha256(Uint8Array.of(1, 2, 3, 4)),
  });
});

test("what diverged is marked, and its figures are words", () => {
  const [first, last] = figures().history;
  const history = [
    first!,
    { ...last!, logs: { ...last!.logs, loss: Number.NaN, val_loss: Number.POSITIVE_INFINITY } },
  ];
  const texts = textsOf({
    trainings: [figures({ history, diverged: true, figures: { train: { loss: Number.NaN, accuracy: 0 } } })],
  });
  assert.is(JSON.parse(texts["run.json"]!).status, "diverged");
  assert.equal(JSON.parse(texts["metrics.json"]!).train, { accuracy: 0, loss: "nan" });
  assert.equal(rows(texts["history.csv"])[2], ["2", "nan", "0.666667", "infinity", "0.4", "0.0005"]);
});

test("weights of other epochs stand beside the final ones, with their epoch and hash", () => {
  const files = versionFiles(
    content({ kept: { "best-loss": { epoch: 1, weights: [Float32Array.of(1), Float32Array.of(2)] } } }),
  );
  const bytes = files.get("model/best-loss.bin") as Uint8Array;
  assert.equal([...bytes], [0, 0, 128, 63, 0, 0, 0, 64]);
  const { kept } = JSON.parse(String(files.get("run.json")));
  assert.equal(kept, { "best-loss": { epoch: 1, weights: sha256(bytes) } });
});

test("confusions are a row each, and class scores too", () => {
  const texts = textsOf();
  assert.is(
    texts["confusion.csv"],
    "class,answer,samples\nred,red,5\nred,blue,2\ngreen,green,7\nblue,red,3\n",
  );
  assert.is(
    texts["classes.csv"],
    "class,precision,recall,f1,support\nred,0.625,0.714286,0.666667,7\ngreen,1,1,1,7\nblue,0,0,0,3\n",
  );
});

test("what is not defined for a class without samples is left empty, and not read back", async () => {
  const confusions = [{ truth: 0, answer: 1, count: 4 }];
  const texts = textsOf({ confusions });
  assert.is(texts["classes.csv"], "class,precision,recall,f1,support\nred,0,0,0,4\ngreen,0,,,0\nblue,,,,0\n");
  const { recalls } = await readStored({ name: "small@1", text: async (path) => texts[path] });
  assert.equal([...recalls!], [["red", 0]]);
});

test("classes may be called anything", () => {
  const classes = ["a,b", 'say "so"', "two\nlines"];
  const odd = ["__proto__", "class", "|x|"];
  for (const names of [classes, odd]) {
    const texts = textsOf({ classes: names });
    assert.equal(rows(texts["confusion.csv"]).slice(1), [
      [names[0], names[0], "5"],
      [names[0], names[2], "2"],
      [names[1], names[1], "7"],
      [names[2], names[0], "3"],
    ]);
    assert.equal(
      rows(texts["classes.csv"]).map(([name]) => name),
      ["class", ...names],
    );
  }
});

test("a thousand classes take no million cells", () => {
  const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
  const confusions = classes.flatMap((_, truth) => [
    { truth, answer: truth, count: 9 },
    { truth, answer: (truth + 1) % 1000, count: 1 },
  ]);
  const texts = textsOf({ classes, confusions });
  assert.is(rows(texts["confusion.csv"]).length, 2001);
  assert.is(rows(texts["classes.csv"]).length, 1001);
  assert.ok(texts["confusion.csv"]!.length < 60_000);
});

test("regression has no classes, and a run without test no optimism", () => {
  const { classes: _classes, confusions: _confusions, ...rest } = content();
  const trainings = [figures({ figures: { train: { loss: 1 } } })] as const;
  const files = versionFiles({ ...rest, trainings });
  assert.not.ok(files.has("confusion.csv") || files.has("classes.csv"));
  assert.equal(JSON.parse(String(files.get("metrics.json"))), {
    epochs: 2,
    finalEpoch: 2,
    train: { loss: 1 },
  });
});

test("replicates have a row and a history each, and metrics.json their mean and deviation", () => {
  const other = figures({
    seed: 4013864969,
    finalEpoch: 1,
    figures: { train: { loss: 0.34, accuracy: 0.5 } },
  });
  const first = figures({ figures: { train: { loss: 0.24, accuracy: 0.7 } } });
  const texts = textsOf({ trainings: [first, other], experiment: { ...EXPERIMENT, replicates: 2 } });
  assert.is(
    texts["replicates.csv"],
    "replicate,seed,epochs,final_epoch,train_loss,train_accuracy\n1,20261124,2,2,0.24,0.7\n2,4013864969,2,1,0.34,0.5\n",
  );
  assert.is(texts["replicates/0002.csv"], texts["history.csv"]);
  assert.not.ok("replicates/0001.csv" in texts);
  assert.equal(JSON.parse(texts["metrics.json"]!).replicates, {
    count: 2,
    train: { accuracy: { deviation: 0.141421, mean: 0.6 }, loss: { deviation: 0.0707107, mean: 0.29 } },
  });
});

test("the sums are those of the files", () => {
  const files = versionFiles(content());
  const sums = String(files.get("SHA256SUMS")).trimEnd().split("\n");
  assert.is(sums.length, files.size - 2);
  for (const line of sums) assert.is(line.slice(0, 64), sha256(files.get(line.slice(66))!));
});

test("equal contents are equal bytes, whatever the environment", () => {
  const [a, b] = [textsOf(), textsOf({ environment: { began: "2027-01-01T00:00:00Z" } })];
  assert.not.equal(a["env.json"], b["env.json"]);
  assert.equal({ ...a, "env.json": "" }, { ...b, "env.json": "" });
});

test("the worst mistakes are a table, worst first; where there are none there is no file", () => {
  const mistakes = [
    { sample: 12, truth: 2, answer: 0, confidence: 0.98765432, loss: 4.5 },
    { sample: 3, truth: 0, answer: 2, confidence: 0.7, loss: 1.5 },
  ];
  const files = versionFiles(content({ mistakes }));
  assert.is(
    files.get("mistakes.csv"),
    "sample,class,answer,confidence,loss\n12,blue,red,0.987654,4.5\n3,red,blue,0.7,1.5\n",
  );
  assert.match(String(files.get("SHA256SUMS")), "  mistakes.csv\n");
  assert.not.ok(versionFiles(content({ mistakes: [] })).has("mistakes.csv"));
});

test.run();

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import type { RunEvent } from "../../src/runner/events.ts";
import { runStudy } from "../../src/runner/study.ts";
import { readRun } from "../../src/store/versions.ts";
import { type Change, refusing, withFault } from "../faults.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";
import { experimentIn, project, runFile } from "./tiny.ts";

const test = suite("runner/study");

async function noticesOf(file: string, results: string): Promise<string[]> {
  const notices: string[] = [];
  await runFile(file, results, (event) => {
    if (event.type === "notice") notices.push(event.message);
  });
  return notices;
}

test("a run makes a version with all its files", async () => {
  const { write } = project();
  const results = join(scratch(), "results");
  const outcome = await runFile(write("whole"), results);
  assert.equal(outcome, {
    experiment: "whole",
    version: "v001",
    status: "done",
    folder: join(results, "whole", "v001"),
  });
  assert.equal(
    [...filesBelow(results).keys()],
    [
      ".gitattributes",
      ".gitignore",
      ".lock",
      "index.csv",
      "whole/.lock",
      ...[
        "SHA256SUMS",
        "classes.csv",
        "confusion.csv",
        "env.json",
        "experiment.yaml",
        "history.csv",
        "metrics.json",
        "mistakes.csv",
        "model.txt",
        "model/model.json",
        "model/weights.bin",
        "plots/confusion.svg",
        "plots/learning-curves.svg",
        "report.md",
        "run.json",
      ].map((name) => `whole/v001/${name}`),
    ],
  );
});

test("again it is up to date and writes nothing; with a change it is the next version", async () => {
  const { write } = project();
  const results = scratch();
  await runFile(write("again"), results);
  const before = filesBelow(results);
  assert.is((await runFile(write("again"), results)).status, "up to date");
  assert.equal(filesBelow(results), before);
  const changed = await runFile(write("again", { epochs: "  epochs: 3" }), results);
  assert.equal([changed.version, changed.status], ["v002", "done"]);
  const back = await runFile(write("again", { description: "description: Reworded." }), results);
  assert.equal([back.version, back.status], ["v001", "up to date"]);
});

test("no file but env.json holds a time, a duration, a host, a path or a commit", async () => {
  const { folder, write } = project();
  const git = (...command: string[]) =>
    spawnSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...command], {
      encoding: "utf8",
    });
  const file = write("clean", { replicates: "replicates: 2" });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "-m", "first");
  const commit = git("rev-parse", "HEAD").stdout.trim();
  const results = join(folder, "results");
  await runFile(file, results);
  git("add", "results");
  const staged = git("ls-files", "results").stdout.trim().split("\n");
  assert.ok(staged.length > 15);
  assert.not.ok(staged.some((path) => path.endsWith(".bin")));
  const year = String(new Date().getFullYear());
  for (const path of staged) {
    const text = readFileSync(join(folder, path), "utf8");
    if (path.endsWith("env.json")) {
      assert.match(text, commit);
      assert.match(text, '"dirty": false');
      assert.match(text, `"began": "${year}-`);
    } else {
      for (const found of [folder, "/tmp", hostname(), commit, `${year}-`, "seconds"]) {
        assert.not.ok(text.includes(found), `${path} holds ${found}`);
      }
    }
  }
});

test("env.json says what it cost, on what machine, and where the experiment's paths start from", async () => {
  const { folder, write } = project();
  const results = join(folder, "results");
  await runFile(write("cost"), results);
  const environment = JSON.parse(readFileSync(join(results, "cost", "v001", "env.json"), "utf8"));
  assert.equal(Object.keys(environment), [
    "began",
    "ended",
    "experimentFolder",
    "machine",
    "seconds",
    "sessions",
    "versions",
  ]);
  assert.is(environment.experimentFolder, "../../../experiments");
  assert.ok(environment.began <= environment.ended);
  assert.ok(environment.seconds.training <= environment.seconds.whole);
  assert.is(environment.sessions, 1);
});

test("the experiment of a version is an experiment file that is the same run, there and in a moved project", async () => {
  const { folder, write } = project();
  const results = join(folder, "results");
  await runFile(write("stored"), results);
  const stored = join("results", "stored", "v001", "experiment.yaml");
  assert.is((await runFile(join(folder, stored), results)).status, "up to date");

  const moved = join(scratch(), "deep", "er");
  cpSync(folder, moved, { recursive: true });
  rmSync(folder, { recursive: true });
  const elsewhere = scratch();
  const again = await runFile(join(moved, stored), elsewhere);
  assert.is(again.status, "done");
  assert.equal(deterministic(elsewhere), deterministic(join(moved, "results")));
});

test("paths in parts of other folders are kept as the experiment file would write them", async () => {
  const { folder, write } = project();
  mkdirSync(join(folder, "experiments", "parts", "data"), { recursive: true });
  const part = "csv: { path: ../../../data/table.csv, target: kind }\n";
  writeFileSync(join(folder, "experiments", "parts", "data", "table.yaml"), part);
  const results = join(folder, "results");
  await runFile(write("parts"), results);
  const spread = write("parts", { source: "  source: { use: parts/data/table.yaml }" });
  assert.is((await runFile(spread, results)).status, "up to date");
  const other = await runFile(
    write("others", { source: "  source: { use: parts/data/table.yaml }" }),
    results,
  );
  assert.match(readFileSync(join(other.folder, "experiment.yaml"), "utf8"), "path: ../data/table.csv\n");
  assert.is((await runFile(join(other.folder, "experiment.yaml"), results)).status, "up to date");
});

test("taken out of its version, it is a file like any other, whose paths start from its own folder", async () => {
  const { folder, write } = project();
  const results = join(folder, "results");
  await runFile(write("taken"), results);
  const copy = join(folder, "experiments", "copy.yaml");
  cpSync(join(results, "taken", "v001", "experiment.yaml"), copy);
  assert.is((await runFile(copy, results)).status, "up to date");
});

test("data may be moved, and the run stays what it is", async () => {
  const { folder, write } = project();
  const results = scratch();
  await runFile(write("data"), results);
  mkdirSync(join(folder, "elsewhere"));
  renameSync(join(folder, "data", "table.csv"), join(folder, "elsewhere", "other.csv"));
  const source = "  source: { csv: { path: ../elsewhere/other.csv, target: kind } }";
  assert.is((await runFile(write("data", { source }), results)).status, "up to date");
});

test("changed data make another run", async () => {
  const { folder, write } = project();
  const results = scratch();
  const file = write("data");
  await runFile(file, results);
  const table = join(folder, "data", "table.csv");
  writeFileSync(table, readFileSync(table, "utf8").replace(/\d\.\d\d\d/, "1.234"));
  assert.is((await runFile(file, results)).version, "v002");
});

test("a run.json that is damaged is told; the experiment is not silently run again", async () => {
  const { write } = project();
  const results = scratch();
  const file = write("damaged");
  const { folder } = await runFile(file, results);
  writeFileSync(join(folder, "run.json"), "{");
  const thrown = await runFile(file, results).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(thrown, RunExpError);
  assert.is((thrown as RunExpError).code, "version-damaged");
  assert.equal(readdirSync(join(results, "damaged")), [".lock", "v001"]);
});

test("damage to a version that is up to date is told", async () => {
  const { write } = project();
  const results = scratch();
  const file = write("edited");
  const { folder } = await runFile(file, results);
  assert.equal(await noticesOf(file, results), []);
  const metrics = join(folder, "metrics.json");
  writeFileSync(metrics, readFileSync(metrics, "utf8").replace(/\d/, "9"));
  assert.equal(await noticesOf(file, results), ["v001: metrics.json was changed since it was made"]);
});

test("interrupted, it goes on from its last epoch to the same bytes, and no replicate is trained twice", async () => {
  const { write } = project();
  const file = write("interrupted", { replicates: "replicates: 3" });
  const [straight, results] = [scratch(), scratch()];
  const trained: string[] = [];
  const note = (event: RunEvent) => {
    if (event.type === "epoch") trained.push(`${event.replicate}.${event.record.epoch}`);
  };
  await runFile(file, straight, note);
  const all = trained.splice(0);
  const { experiment, folder } = await experimentIn(file);
  for (let runs = 0; ; runs++) {
    const interrupt = new AbortController();
    let epochs = 0;
    const emit = (event: RunEvent) => {
      note(event);
      if (event.type === "epoch" && ++epochs === 2) interrupt.abort();
    };
    const { signal } = interrupt;
    const outcome = await runStudy(experiment, { folder, results, offline: true, signal, emit }).catch(
      (error: unknown) => error,
    );
    if (!(outcome instanceof Error)) break;
    assert.is((outcome as RunExpError).code, "interrupted");
    assert.ok(runs < 10);
  }
  assert.equal(trained, all);
  assert.equal(deterministic(results), deterministic(straight));
});

test("on a full disk or a read-only one it stops with the reason, and goes on from the last epoch that was saved", async () => {
  const { write } = project();
  const file = write("full");
  const straight = scratch();
  await runFile(file, straight);
  for (const [code, at, which] of [
    ["ENOSPC", /checkpoint-1-0/, 2],
    ["ENOSPC", /journal/, 8],
    ["EDQUOT", /report\.md/, 1],
    ["EROFS", /v001$/, 1],
    ["ENOSPC", /index\.csv/, 1],
  ] as const) {
    const results = scratch();
    let matches = 0;
    const refuse = refusing(code, at);
    const fault = (change: Change) => (at.test(change.path) && ++matches === which ? refuse(change) : "pass");
    const thrown = await withFault(fault, () => runFile(file, results)).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.instance(thrown, RunExpError, String(at));
    assert.is((thrown as RunExpError).code, "results-refused");
    await runFile(file, results);
    assert.equal(deterministic(results), deterministic(straight), String(at));
  }
});

test("a first replicate whose checkpoints are lost is trained again, the others are not", async () => {
  const { write } = project();
  const file = write("lost", { replicates: "replicates: 2" });
  const [straight, results] = [scratch(), scratch()];
  await runFile(file, straight);
  const { experiment, folder } = await experimentIn(file);
  const stopped = new Error("stopped");
  const emit = (event: RunEvent) => {
    if (event.type === "epoch" && event.replicate === 2 && event.record.epoch === 2) throw stopped;
  };
  const thrown = await runStudy(experiment, { folder, results, offline: true, emit }).catch((error) => error);
  assert.is(thrown, stopped);
  const [work] = readdirSync(join(results, "lost")).filter((name) => name.length > 10);
  for (const name of readdirSync(join(results, "lost", work!))) {
    if (name.startsWith("checkpoint-1")) writeFileSync(join(results, "lost", work!, name), "damaged");
  }
  const trained: string[] = [];
  await runFile(file, results, (event) => {
    if (event.type === "epoch") trained.push(`${event.replicate}.${event.record.epoch}`);
  });
  assert.equal(trained, ["1.1", "1.2", "1.3", "1.4", "2.3", "2.4"]);
  assert.equal(deterministic(results), deterministic(straight));
});

test("regression, one output for two classes, no validation, no test, no metrics: all have their version", async () => {
  const { folder, write } = project();
  const table = readFileSync(join(folder, "data", "table.csv"), "utf8");
  writeFileSync(join(folder, "data", "two.csv"), table.replaceAll("blue", "green"));
  const kinds = {
    regression: {
      source:
        "  source: { csv: { path: ../data/table.csv, target: a, targetKind: number, columns: [b, c] } }",
      split: "  split: { validation: 0.2, test: 0.2 }",
      layers: "    - dense: { units: 1 }",
      loss: "  loss: meanSquaredError",
      metrics: "  metrics: [meanAbsoluteError]",
    },
    binary: {
      source: "  source: { csv: { path: ../data/two.csv, target: kind } }",
      layers: "    - dense: { units: 1, activation: sigmoid }",
      loss: "  loss: binaryCrossentropy",
    },
    bare: { split: "  split: {}", metrics: "  metrics: []", callbacks: "  callbacks: []" },
    untested: { split: "  split: { validation: 0.2 }" },
  };
  for (const [name, changes] of Object.entries(kinds)) {
    const results = scratch();
    const { folder: version } = await runFile(write(name, changes), results);
    const classes = existsSync(join(version, "confusion.csv"));
    assert.is(classes, name === "binary" || name === "untested", name);
    await readRun(version);
    const metrics = JSON.parse(readFileSync(join(version, "metrics.json"), "utf8"));
    assert.is("optimism" in metrics, name === "regression" || name === "binary", name);
    assert.is(typeof metrics.train.loss, "number", name);
    if (name === "binary") {
      const rows = readFileSync(join(version, "confusion.csv"), "utf8").trimEnd().split("\n").slice(1);
      assert.ok(rows.every((row) => /^(green|red),(green|red),\d+$/.test(row)));
      assert.is(sum(rows.map((row) => Number(row.split(",")[2]))), 12);
    }
  }
});

test("results that are a file, or a variant whose name is too long for a folder, are told", async () => {
  const { folder, write } = project();
  const { experiment, folder: from } = await experimentIn(write("told"));
  writeFileSync(join(folder, "file"), "");
  const cases = [
    { experiment, results: join(folder, "file") },
    { experiment, results: join(folder, "file", "below") },
    { experiment: { ...experiment, variant: `width=${"1".repeat(300)}` }, results: join(folder, "results") },
  ];
  for (const { experiment, results } of cases) {
    const options = { folder: from, results, offline: true, emit: () => {} };
    const thrown = await runStudy(experiment, options).catch((error: unknown) => error);
    assert.instance(thrown, RunExpError);
    assert.is((thrown as RunExpError).code, "results-refused");
  }
});

test("a training that diverges is a version too, and marked", async () => {
  const { write } = project();
  const results = scratch();
  const optimizer = "  optimizer: { sgd: { learningRate: 1e30 } }";
  const callbacks = "  callbacks: [terminateOnNaN]";
  const { folder } = await runFile(write("diverged", { optimizer, callbacks }), results);
  assert.is((await readRun(folder)).status, "diverged");
  assert.match(readFileSync(join(folder, "report.md"), "utf8"), "**Diverged:**");
  assert.match(readFileSync(join(folder, "history.csv"), "utf8"), "nan");
  assert.match(readFileSync(join(results, "index.csv"), "utf8"), ",diverged,");
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

test.run();

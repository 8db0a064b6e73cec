import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { project } from "../runner/tiny.ts";
import { runExp } from "./program.ts";

/** Whole runs through the real command line, on a table of sixty rows. */
const test = suite("cli/run");

const QUICK = { epochs: "  epochs: 2" };
const ESCAPE = "\u001b";

test("a run makes v001, is then up to date, and a changed value makes v002 and is named", async () => {
  const { folder: cwd, write } = project();
  const args = [write("first", QUICK), "--results", "out"];
  const first = await runExp(args, { cwd });
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stdout, /^first +v001 +done /m);
  assert.ok(existsSync(join(cwd, "out", "first", "v001", "report.md")));

  const again = await runExp(args, { cwd });
  assert.is(again.code, 0);
  assert.match(again.stdout, /^first +v001 +up to date /m);

  const changed = await runExp([...args, "--set", "train.batchSize=8"], { cwd });
  assert.is(changed.code, 0);
  assert.match(changed.stdout, /^first +v002 +done /m);
  assert.match(changed.stderr, "first: since v001: train.batchSize 16 → 8");
  assert.not.ok(existsSync(join(cwd, "results")), "--results was not heeded");
});

test("who stands below the folder of their versions is told before a second one is begun", async () => {
  const { folder: cwd, write } = project();
  const file = write("first", QUICK);
  assert.not.match((await runExp([file], { cwd })).stderr, "is begun here");
  const inside = join(cwd, "experiments");
  const above = join("..", "results");
  const listed = await runExp(["list"], { cwd: inside });
  assert.is(
    listed.stderr,
    `results holds no version yet\n  there are versions in ${above}: --results ${above}\n`,
  );
  const { stderr } = await runExp([file], { cwd: inside });
  assert.match(stderr, `results is begun here; there are versions in ${above} too: --results ${above}`);
  assert.not.match((await runExp([file], { cwd: inside })).stderr, "is begun here");
});

test("off a terminal there are plain lines, one an epoch, without a colour or a cursor moved", async () => {
  const { folder: cwd, write } = project();
  for (const args of [[], ["--plain"]]) {
    const { stdout, stderr } = await runExp([write(`plain${args.length}`, QUICK), ...args], { cwd });
    const epochs = stderr.split("\n").filter((line) => /: epoch \d\/2 {2}loss /.test(line));
    assert.is(epochs.length, 2, stderr);
    assert.match(epochs[0]!, /val_loss [\d.]+ {2}val_accuracy [\d.]+$/);
    assert.not.ok((stdout + stderr).includes(ESCAPE));
    assert.not.match(stderr, /warning/i);
  }
});

test("the closing table stands on standard output alone, all else on standard error", async () => {
  const { folder: cwd, write } = project();
  const { stdout, stderr } = await runExp([write("streams", QUICK)], { cwd });
  const lines = stdout.trimEnd().split("\n");
  assert.is(lines.length, 3);
  assert.match(lines[0]!, /test +validation/);
  assert.match(lines[1]!, /^experiment +version +status +accuracy +accuracy +time$/);
  assert.match(lines[2]!, /^streams +v001 +done +0?\.?\d+ +0?\.?\d+ +[\d.]+ s$/);
  assert.not.match(stderr, "experiment  version");
});

test("--json writes one event a line, and nothing else", async () => {
  const { folder: cwd, write } = project();
  const { code, stdout } = await runExp([write("events", QUICK), "--json"], { cwd });
  assert.is(code, 0);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(
    events.map(({ type }) => type),
    ["decided", "started", "epoch", "epoch", "finished"],
  );
  for (const { experiment } of events) assert.is(experiment, "events");
  const finished = events.at(-1) as { status: string; version: string; figures: Record<string, number> };
  assert.equal([finished.status, finished.version], ["done", "v001"]);
  assert.ok(finished.figures.test_accuracy! > 0.3);
});

test("of three files the one that fails is told, and the others are run all the same", async () => {
  const { folder: cwd, write } = project();
  const files = ["one", "two", "three"].map((name) => write(name, QUICK));
  mkdirSync(join(cwd, "results"), { recursive: true });
  writeFileSync(join(cwd, "results", "two"), "a file stands here");
  const { code, stdout, stderr } = await runExp(files, { cwd });
  assert.is(code, 1);
  assert.equal(stdout.match(/^(one|two|three) |done|failed/gm), [
    "one ",
    "done",
    "two ",
    "failed",
    "three ",
    "done",
  ]);
  assert.match(
    stderr,
    /two: failed\nresults\/two: a file stands where a folder is needed\n {2}choose another folder/,
  );
  assert.not.match(stderr, /^\s+at /m);
});

test("a file with mistakes ends in exit code 2, and the sound ones are run", async () => {
  const { folder: cwd, write } = project();
  const files = [write("sound", QUICK), write("unsound", { epochs: "  epoch: 2" })];
  const { code, stdout, stderr } = await runExp(files, { cwd });
  assert.is(code, 2);
  assert.match(stdout, /^sound +v001 +done/m);
  assert.match(stdout, /unsound.yaml +invalid$/m);
  assert.match(stderr, /unsound.yaml:\d+:\d+ {2}`train` has no key `epoch`/);
});

test("two files of one name do not write into each other's folder; a file named twice is run once", async () => {
  const { folder: cwd, write } = project();
  const one = write("name", QUICK);
  const other = join(cwd, "experiments", "copy.yaml");
  writeFileSync(other, readFileSync(one, "utf8"));
  const { code, stdout, stderr } = await runExp([one, other, one], { cwd });
  assert.is(code, 2);
  assert.match(stderr, /copy.yaml and .*name.yaml both name the experiment name\n {2}give each a name/);
  assert.is(stdout.match(/^name /gm)?.length, 1);
});

test("data that are gone since the file was read are told at the place that names them", async () => {
  const { folder: cwd, write } = project();
  const files = [write("before", { epochs: "  epochs: 200", callbacks: "" }), write("gone", QUICK)];
  const { code, stdout, stderr } = await runExp(files, {
    cwd,
    watch: (_child, written) => {
      if (written.includes("before: epoch 1/")) rmSync(join(cwd, "data", "table.csv"), { force: true });
    },
  });
  assert.is(code, 1, stderr);
  assert.match(stdout, /^before +v001 +done/m);
  assert.match(stderr, /gone: failed\n.*gone.yaml:6:\d+ {2}.*table.csv does not exist/);
  assert.match(stderr, /│ {3}source: \{ csv: \{ path: /);
  assert.not.match(stderr, /^\s+at /m);
});

test("NO_COLOR and FORCE_COLOR leave pipes plain", async () => {
  const { folder: cwd, write } = project();
  for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1", NO_COLOR: "" }]) {
    const { stderr } = await runExp(["validate", write("wrong", { epochs: "  epoch: 1" })], { cwd, env });
    assert.not.ok(stderr.includes(ESCAPE));
  }
});

test("a search tells of its trials, trains the best in full and is one version", async () => {
  const { folder: cwd, write } = project();
  const file = write("searching", {
    callbacks: [
      "  callbacks: []",
      "search:",
      "  objective: { metric: val_accuracy }",
      "  tuner: { random: { trials: 2 } }",
      "  space:",
      "    rate: { choice: [0.1, 0.2] }",
    ].join("\n"),
    optimizer: "  optimizer: { adam: { learningRate: $rate } }",
  });
  const { code, stdout, stderr } = await runExp([file], { cwd });
  assert.is(code, 0, stderr);
  assert.match(stderr, /searching: searching: at most 2 trials, 1 at a time/);
  assert.match(stderr, /searching: trial 2: val_accuracy 0\.\d+ after 4 epochs/);
  assert.match(stderr, /training the configuration of trial \d in full/);
  assert.match(stdout, /^searching +v001 +done/m);
});

test("replicates are shown as such and are one version", async () => {
  const { folder: cwd, write } = project();
  const { code, stdout, stderr } = await runExp([write("twice", { ...QUICK, replicates: "replicates: 2" })], {
    cwd,
  });
  assert.is(code, 0);
  assert.match(stderr, "twice (replicate 2 of 2): epoch 2/2");
  assert.match(stdout, /^twice +v001 +done/m);
});

test.run();

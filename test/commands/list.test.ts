import { cpSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunExpError } from "../../src/base/errors.ts";
import { list } from "../../src/commands/list.ts";
import { project, runFile } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/list");

const { write } = project();
const results = join(scratch(), "results");
const QUICK = { epochs: "  epochs: 1" };
await runFile(write("alpha", QUICK), results);
await runFile(write("alpha", { epochs: "  epochs: 2" }), results);
await runFile(write("beta", { ...QUICK, metrics: "  metrics: []" }), results);

test("a results folder that is not there, or empty, is told and is no failure", async () => {
  const output = onlooker();
  assert.is(
    await list([], { results: join(scratch(), "none"), json: false, check: false, where: [] }, output),
    0,
  );
  assert.match(output.messages[0]!, "holds no version yet");
  assert.equal(output.results, []);
});

test("every version has a line with its figures, test before validation", async () => {
  const output = onlooker();
  assert.is(await list([], { results, json: false, check: false, where: [] }, output), 0);
  const [above, head, ...rows] = output.results;
  assert.match(head!, /^experiment +version +made +epochs/);
  assert.match(above!, /^ +test +test +validation +validation$/);
  assert.equal(
    rows.map((row) => row.split(/ +/).slice(0, 2)),
    [
      ["alpha", "v001"],
      ["alpha", "v002"],
      ["beta", "v001"],
    ],
  );
  assert.match(rows[0]!, /^alpha +v001 +\d{4}-\d\d-\d\d +1 +\d/);
});

test("on eighty columns every line fits, and what finds no room is counted", async () => {
  for (const width of [80, 40]) {
    const output = onlooker(width);
    await list([], { results, json: false, check: false, where: [] }, output);
    for (const line of output.results) assert.ok(line.length <= width, line);
    if (width === 40) assert.match(output.messages[0]!, /no room for \d more columns; --json/);
  }
});

test("--json has everything as it is", async () => {
  const output = onlooker();
  await list([], { results, json: true, check: false, where: [] }, output);
  const rows = JSON.parse(output.results.join("\n")) as Record<string, unknown>[];
  assert.equal(
    rows.map(({ experiment, version, status, epochs }) => [experiment, version, status, epochs]),
    [
      ["alpha", "v001", "complete", 1],
      ["alpha", "v002", "complete", 2],
      ["beta", "v001", "complete", 1],
    ],
  );
  assert.match(String(rows[0]!.made), /^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  assert.is(typeof (rows[0]!.figures as Record<string, unknown>).test_accuracy, "number");
});

test("some experiments, the best first", async () => {
  const output = onlooker();
  await list(["alpha"], { results, json: true, check: false, where: [], sort: "test_loss" }, output);
  const rows = JSON.parse(output.results.join("\n")) as {
    experiment: string;
    figures: { test_loss: number };
  }[];
  assert.equal(new Set(rows.map(({ experiment }) => experiment)), new Set(["alpha"]));
  const losses = rows.map(({ figures }) => figures.test_loss);
  assert.equal(losses, [...losses].sort());
});

test("an experiment or a figure that is not there is told, with what was meant", async () => {
  const called = async (experiments: string[], sort: string) =>
    list(experiments, { results, json: false, check: false, where: [], sort }, onlooker()).catch(
      (error: Error) => error,
    );
  const unknown = (await called(["alpa"], "test_loss")) as RunExpError;
  assert.equal([unknown.code, unknown.hint], ["no-version", "did you mean alpha?"]);
  const figure = (await called([], "test_accuracies")) as RunExpError;
  assert.equal([figure.code, figure.hint], ["no-figure", "did you mean test_accuracy?"]);
});

test("conditions leave out what does not fulfil them, or lacks the figure", async () => {
  const named = async (...where: string[]) => {
    const output = onlooker();
    await list([], { results, json: true, check: false, where }, output);
    const rows = JSON.parse(output.results.join("\n")) as { experiment: string; version: string }[];
    return rows.map(({ experiment, version }) => `${experiment} ${version}`);
  };
  assert.equal(await named("test_accuracy >= 0"), ["alpha v001", "alpha v002"]);
  assert.equal(await named("epochs<2"), ["alpha v001", "beta v001"]);
  assert.equal(await named("epochs<2", "test_accuracy>=0"), ["alpha v001"]);
  assert.equal(await named("test_accuracy>1"), []);
  for (const [where, code] of [
    ["test_accuracy>", "bad-condition"],
    ["test_accuracy=1", "bad-condition"],
    ["test_accuracy>>1", "bad-condition"],
    ["test_acuracy>1", "no-figure"],
    ["test.accuracy>1", "no-figure"], // as `diff` writes it: told with how `list` does
  ] as const) {
    const error = (await named(where).catch((reason: unknown) => reason)) as RunExpError;
    assert.is(error.code, code, where);
  }
});

test("--check finds a file that was changed or removed, and says so where none was", async () => {
  const sound = onlooker();
  assert.is(await list([], { results, json: false, check: true, where: [] }, sound), 0);
  assert.equal(sound.messages, ["every file is as it was made"]);
  const folder = join(results, "alpha", "v002");
  const history = readFileSync(join(folder, "history.csv"), "utf8");
  writeFileSync(join(folder, "history.csv"), `${history}\n`);
  const output = onlooker();
  assert.is(await list([], { results, json: false, check: true, where: [] }, output), 1);
  writeFileSync(join(folder, "history.csv"), history);
  assert.equal(output.messages, [`${folder}: history.csv was changed since it was made`]);
});

test("--check says of an empty folder that it holds no version, and of a file that it was removed", async () => {
  const folder = join(results, "alpha", "v002");
  const empty = join(results, "alpha", "v004");
  const report = readFileSync(join(folder, "report.md"));
  mkdirSync(empty);
  rmSync(join(folder, "report.md"));
  const output = onlooker();
  await list([], { results, json: false, check: true, where: [] }, output);
  writeFileSync(join(folder, "report.md"), report);
  rmdirSync(empty);
  await list([], { results, json: false, check: false, where: [] }, onlooker());
  const told = output.messages.join("\n");
  assert.match(told, `${folder}: report.md was removed since it was made`);
  assert.match(told, `${empty}: it holds no version`);
  assert.not.match(told, "SHA256SUMS");
});

test("index.csv is written anew, whatever a merge left in it", async () => {
  const path = join(results, "index.csv");
  const sound = readFileSync(path, "utf8");
  for (const text of ["", `<<<<<<< HEAD\n${sound}=======\n${sound}>>>>>>> other\n`, `${sound}${sound}`]) {
    writeFileSync(path, text);
    await list([], { results, json: false, check: false, where: [] }, onlooker());
    assert.is(readFileSync(path, "utf8"), sound);
  }
});

test("an index.csv in a folder without versions is left alone", async () => {
  const path = join(scratch(), "index.csv");
  writeFileSync(path, "mine\n");
  await list([], { results: dirname(path), json: false, check: false, where: [] }, onlooker());
  assert.is(readFileSync(path, "utf8"), "mine\n");
});

test("--check finds what is not of a version, copies, and versions of other experiments", async () => {
  const other = join(scratch(), "results");
  cpSync(results, other, { recursive: true });
  const at = (...names: string[]) => join(other, ...names);
  cpSync(at("alpha", "v001"), at("alpha", "v007"), { recursive: true });
  cpSync(at("beta", "v001"), at("alpha", "v008"), { recursive: true });
  writeFileSync(at("alpha", "v002", "notes.md"), "mine\n");
  mkdirSync(at("alpha", "v002", "trials"));
  writeFileSync(at("alpha", "v002", "trials", "0001.csv"), "");
  const sums = readFileSync(at("alpha", "v001", "SHA256SUMS"), "utf8");
  writeFileSync(at("alpha", "v001", "SHA256SUMS"), sums.replace(/^.*report\.md\n/m, ""));
  const output = onlooker();
  assert.is(await list([], { results: other, json: false, check: true, where: [] }, output), 1);
  assert.equal(output.messages, [
    `${at("alpha", "v001")}: report.md is not of it`,
    `${at("alpha", "v002")}: notes.md is not of it`,
    `${at("alpha", "v002")}: trials/0001.csv is not of it`,
    `${at("alpha", "v008")}: it is a version of beta`,
    `${at("alpha", "v007")}: it is the same run as v001; one of both may be removed`,
  ]);
});

test("a damaged version is named with what is wrong, the others are listed, and the exit code is 1", async () => {
  writeFileSync(join(results, "alpha", "v001", "metrics.json"), "{");
  rmSync(join(results, "beta", "v001", "run.json"));
  const output = onlooker();
  assert.is(await list([], { results, json: false, check: false, where: [] }, output), 1);
  const rows = output.results.slice(2);
  assert.match(rows[0]!, /^alpha +v001 +damaged/);
  assert.match(rows[1]!, /^alpha +v002 +complete +\d{4}.* 2 +\d/);
  assert.match(rows[2]!, /^beta +v001 +damaged/);
  assert.equal(output.messages, [
    `${join(results, "alpha", "v001", "metrics.json")} is missing or damaged`,
    `${join(results, "beta", "v001", "run.json")} is missing or damaged`,
  ]);
});

test.run();

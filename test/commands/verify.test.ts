import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../../src/commands/verify.ts";
import { runStudy } from "../../src/runner/study.ts";
import type { Verification } from "../../src/runner/verify.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { project, runFile } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/verify");

const { folder, write } = project();
const QUICK = { epochs: "  epochs: 2" };

async function called(reference: string, results: string, signal = new AbortController().signal) {
  const output = onlooker();
  const code = await verify([reference], { results, offline: true, json: false }, output, signal);
  return { code, text: output.results.join("\n"), messages: output.messages.join("\n") };
}

function temporary(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("run-exp-verify-"));
}

test("a version that comes out the same is identical, and nothing is left behind", async () => {
  const results = join(scratch(), "results");
  await runFile(write("same", QUICK), results);
  const before = temporary();
  const { code, text } = await called("same@latest", results);
  assert.is(code, 0);
  assert.match(text, /^.*same.v001: identical, \d+ files$/);
  assert.equal(temporary(), before);
});

test("a version whose data have changed since tells which line of which file, and why", async () => {
  const results = join(scratch(), "results");
  await runFile(write("moved", QUICK), results);
  const table = join(folder, "data", "table.csv");
  const rows = readFileSync(table, "utf8");
  writeFileSync(table, rows.replace(/^(.*),red$/m, "9.0,9.0,9.0,red"));
  const { code, text } = await called("moved@1", results);
  writeFileSync(table, rows);
  assert.is(code, 1);
  assert.match(text, /\d+ of \d+ files differ/);
  assert.match(text, /history\.csv, line 2, loss: [\d.]+ → [\d.]+/);
  assert.match(text, /likely reason: other data/);
});

const EDITS = [
  ["history.csv", /^1,\d/m, "1,7", /history\.csv, line 2, loss: 7\S* → \d/],
  [
    "metrics.json",
    /"accuracy": 0\.\d/,
    '"accuracy": 7.7',
    /metrics\.json, line \d+, [\w.]+\.accuracy: 7\.7\d* → 0/,
  ],
  ["run.json", /"seed": \d+/, '"seed": 77', /run\.json, line \d+, seed: 77 → \d/],
] as const;

for (const [name, from, to, told] of EDITS) {
  test(`a value in ${name} that was changed since is found and named`, async () => {
    const results = join(scratch(), "results");
    await runFile(write("edited", QUICK), results);
    const path = join(results, "edited", "v001", name);
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    const { code, text } = await called("edited@1", results);
    assert.is(code, 1);
    assert.match(text, `${name} was changed since it was made`);
    assert.match(text, told);
    assert.match(text, /1 of \d+ files differ/);
    assert.match(text, "as it was made, it comes out the same");
  });
}

test("a file that is gone is named, weights need not be there", async () => {
  const results = join(scratch(), "results");
  await runFile(write("gone", QUICK), results);
  const version = join(results, "gone", "v001");
  rmSync(join(version, "model", "weights.bin"));
  assert.match((await called("gone@1", results)).text, "identical");
  rmSync(join(version, "classes.csv"));
  const { code, text } = await called("gone@1", results);
  assert.is(code, 1);
  assert.match(text, "classes.csv is missing");
});

test("a search is verified as a whole", async () => {
  const results = join(scratch(), "results");
  const search = [
    "  callbacks: []",
    "search:",
    "  objective: { metric: val_loss }",
    "  tuner: { random: { trials: 2 } }",
    "  space: { rate: { float: { min: 0.001, max: 0.1, log: true } } }",
  ];
  const optimizer = "  optimizer: { adam: { learningRate: $rate } }";
  const file = write("tuned", { ...QUICK, optimizer, callbacks: search.join("\n") });
  const { searches, folder: own } = await loadExperiments(file);
  await runStudy(searches[0]!, { folder: own, results, offline: true, emit: () => {} });
  const { code, text } = await called("tuned@1", results);
  assert.is(code, 0, text);
});

test("--json has what was found", async () => {
  const results = join(scratch(), "results");
  await runFile(write("plain", QUICK), results);
  const output = onlooker();
  const signal = new AbortController().signal;
  await verify(["plain@1"], { results, offline: true, json: true }, output, signal);
  const [found] = JSON.parse(output.results.join("\n")) as [Verification & { version: string }];
  assert.equal([found.different, found.damage], [[], []]);
  assert.ok(found.files > 5);
});

test("an interrupted one ends in exit code 130 and leaves nothing", async () => {
  const results = join(scratch(), "results");
  await runFile(write("stopped", QUICK), results);
  const before = temporary();
  const { code, messages } = await called("stopped@1", results, AbortSignal.abort());
  assert.is(code, 130);
  assert.match(messages, "interrupted");
  assert.equal(temporary(), before);
});

test.run();

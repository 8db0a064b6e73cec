import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadFiles, reportProblems } from "../../src/commands/load-files.ts";
import { validate } from "../../src/commands/validate.ts";
import { project } from "../runner/tiny.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/load-files");

const { folder, write } = project();
const sound = write("sound");
const wrong = write("wrong", { epochs: "  epoch: 2" });

test("a pattern is what it matches, in order, though the shell did not say so", async () => {
  const outcomes = await loadFiles([join(folder, "experiments", "*.yaml")], []);
  assert.equal(
    outcomes.map(({ file }) => file),
    [sound, wrong],
  );
});

test("a file whose name looks like a pattern is that file", async () => {
  const odd = join(folder, "odd[1].yaml");
  writeFileSync(odd, "name: odd\n");
  const [outcome, ...others] = await loadFiles([odd], []);
  assert.equal([outcome!.file, others.length], [odd, 0]);
  assert.ok(outcome!.loaded !== undefined);
});

test("a file that is named twice is read once", async () => {
  assert.is(
    (await loadFiles([sound, join(folder, "experiments", "..", "experiments", "s*.yaml")], [])).length,
    1,
  );
});

test("of two files with one name, the second is not valid", async () => {
  const copy = write("copy");
  const outcomes = await loadFiles([sound, copy], ["name=sound"]);
  assert.equal(
    outcomes.map(({ valid }) => valid),
    [true, false],
  );
  const output = onlooker();
  reportProblems(outcomes, output);
  assert.equal(output.messages, [
    `${copy} and ${sound} both name the experiment sound\n  give each a name of its own`,
  ]);
});

test("validate says what each file holds, and all that is wrong with the others", async () => {
  const output = onlooker();
  const matrix = write("matrix", {
    replicates: "matrix: { width: [4, 6] }",
    layers: "    - dense: { units: $width }\n    - dense: { units: 3, activation: softmax }",
  });
  assert.is(await validate([sound, wrong, matrix, "gone.yaml"], { set: [], json: false }, output), 2);
  assert.equal(output.results, [`${sound}: valid, one experiment`, `${matrix}: valid, 2 experiments`]);
  assert.match(output.messages.join("\n"), /has no key `epoch`[\s\S]*gone.yaml does not exist/);
});

test("validate --json has an entry for each file, with its experiments and issues", async () => {
  const output = onlooker();
  assert.is(await validate([sound, wrong, "gone.yaml"], { set: [], json: true }, output), 2);
  assert.equal(output.messages, []);
  const report = JSON.parse(output.results.join("\n")) as {
    file: string;
    valid: boolean;
    experiments: string[];
    issues: { code: string; place?: { line: number } }[];
  }[];
  assert.equal(
    report.map(({ file, valid, experiments }) => [file, valid, experiments]),
    [
      [sound, true, ["sound"]],
      [wrong, false, []],
      ["gone.yaml", false, []],
    ],
  );
  assert.equal(report[1]!.issues[0]!.code, "unknown-key");
  assert.ok(report[1]!.issues[0]!.place!.line > 10);
  assert.is(report[2]!.issues[0]!.code, "missing-file");
});

test.run();

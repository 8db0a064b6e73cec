import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as api from "../../src/index.ts";
import { pruners } from "../../src/tuner/pruners.ts";
import { tuners } from "../../src/tuner/tuners.ts";
import { runExp } from "../cli/program.ts";
import { project } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";

/** docs/searching.md, and what README.md and the other documents say of searches: every example is tried. */
const test = suite("docs/searching");

const TEXT = readFileSync("docs/searching.md", "utf8");
const README = readFileSync("README.md", "utf8");

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, code]) => code!,
  );
}

/** The mistakes in a text, beside the files that it may extend. */
async function mistakes(text: string, beside: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const folder = scratch();
  for (const [name, content] of Object.entries(beside)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, "example.yaml"), text);
  const { issues } = await api.loadExperiments(join(folder, "example.yaml"));
  return issues.map((issue) => api.renderIssue(issue));
}

const [first, ...others] = blocks(TEXT, "yaml");

test("the first example is a sound file", async () => {
  assert.equal(await mistakes(first!), []);
});

test("each further example is sound as a file that extends the first", async () => {
  assert.ok(others.length >= 6);
  for (const example of others) {
    const text = `extends: first-search.yaml\nname: another\n${example}`;
    assert.equal(await mistakes(text, { "first-search.yaml": first! }), []);
  }
});

test("the examples of the README and of the language extend the README's smallest file", async () => {
  const [smallest, search] = blocks(README, "yaml");
  assert.equal(await mistakes(smallest!), []);
  assert.equal(await mistakes(search!, { "smallest.yaml": smallest! }), []);
  const language = readFileSync("docs/experiment-file.md", "utf8");
  const [section] = blocks(language.slice(language.indexOf("## Search")), "yaml");
  assert.equal(
    await mistakes(`extends: smallest.yaml\nname: searched\n${section}`, { "smallest.yaml": smallest! }),
    [],
  );
});

test("the table has every tuner, in their order", () => {
  const rows = [...TEXT.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
  assert.equal(rows, tuners.names);
});

test("every pruner is told of", () => {
  for (const name of pruners.names) assert.match(TEXT, `\`${name}\``);
});

const [programOfFiles, programOfObjective] = blocks(TEXT, "ts");

/** What a program of the document prints. */
function ran(program: string, folder: string): string {
  const index = pathToFileURL("src/index.ts").href;
  const file = join(folder, "program.ts");
  writeFileSync(file, program.replace('"run-exp"', JSON.stringify(index)));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
  assert.is(status, 0, stderr);
  return stdout;
}

const CALLBACKS = (search: readonly string[]) => ["  callbacks: []", "search:", ...search].join("\n");
const RATE = "  optimizer: { adam: { learningRate: $rate } }";

test("the program that reads a file plans and runs its search, and leaves what results.md says", () => {
  const { folder, write } = project();
  write("first-search", {
    epochs: "  epochs: 2",
    optimizer: RATE,
    callbacks: CALLBACKS([
      "  objective: { metric: val_accuracy }",
      "  tuner: { random: { trials: 2 } }",
      "  trial: { epochs: 1 }",
      "  parallel: 2",
      "  final: { confirm: { top: 1, seeds: 2 } }",
      "  space: { rate: { float: { min: 0.001, max: 0.1, log: true } } }",
    ]),
  });
  assert.is(ran(programOfFiles!, folder), "2 59\n");
  const results = readFileSync("docs/results.md", "utf8");
  const told = results.slice(
    results.indexOf("## What a search leaves"),
    results.indexOf("## Running a version"),
  );
  const names = [...told.matchAll(/`([\w./-]+\.(?:csv|md|yaml|json))`/g)].map(([, name]) => name!);
  assert.ok(names.length >= 7);
  const version = join(folder, "results/first-search/v001");
  // Two trials say nothing of what matters.
  for (const name of names.filter((own) => own !== "importance.csv"))
    assert.ok(existsSync(join(version, name.replace("0007", "0001"))), name);
});

test("the program that brings an objective searches it, and goes on from what was written down", () => {
  const printed = ran(programOfObjective!, scratch());
  assert.match(printed, /value: [\d.e-]+/);
  assert.match(printed, /true\n$/);
});

test("what the programs use is exported", () => {
  for (const program of [programOfFiles!, programOfObjective!]) {
    const [, names] = /import \{ (.+) \} from "run-exp";/.exec(program)!;
    for (const name of names!.split(", ")) assert.ok(name in api, name);
  }
});

test("the plan of a search in commands.md is what plan says", async () => {
  const { folder, write } = project();
  write("halving", {
    optimizer: RATE,
    layers: [
      "    - dense: { units: $units, activation: relu }",
      "      when: $rate > 0.1",
      "    - dense: { units: 3, activation: softmax }",
    ].join("\n"),
    callbacks: CALLBACKS([
      "  objective: { metric: val_accuracy }",
      "  tuner: { hyperband: { maxEpochs: 9 } }",
      "  parallel: 2",
      "  space:",
      "    rate: { choice: [0.1, 0.2] }",
      "    units: { int: { min: 4, max: 16, step: 4 }, when: $rate > 0.1 }",
    ]),
  });
  const { stdout } = await runExp(["plan", "experiments/halving.yaml"], { cwd: folder });
  const commands = readFileSync("docs/commands.md", "utf8");
  const [, shown] = /```\n( {2}search {5}hyperband[\s\S]*?)```/.exec(commands)!;
  for (const line of shown!.split("\n")) assert.ok(stdout.includes(line), `${line}\nis not in\n${stdout}`);
});

test.run();

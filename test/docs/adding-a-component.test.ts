import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type * as ActivationList from "../../src/model/activations.ts";
import { families } from "../../src/spec/schema.ts";
import { cpuTf } from "../model/tf.ts";
import { scratch } from "../scratch.ts";

/**
 * docs/adding-a-component.md, done as it says to a copy of the program: its files written, its entries made, then
 * type-checked, linted and used.
 */
const test = suite("docs/adding-a-component");

const ROOT = join(import.meta.dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/adding-a-component.md"), "utf8");

/** A block of code in the document, with the path that the text before it names last. */
interface Block {
  readonly language: string;
  readonly path: string;
  readonly code: string;
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(({ 1: language, 2: code, index }) => {
    const path = [...text.slice(0, index).matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].at(-1)![1]!;
    return { language: language!, path, code: code! };
  });
}

/** A file with a diff made to it: the unchanged lines of each hunk must stand in it, together and once. */
function patched(file: string, diff: string): string {
  return diff
    .split(/^@@\n/m)
    .slice(1)
    .reduce((text, hunk) => {
      const lines = hunk.trimEnd().split("\n");
      const side = (mark: string) =>
        lines
          .filter((line) => line.startsWith(" ") || line.startsWith(mark))
          .map((line) => `${line.slice(1)}\n`)
          .join("");
      const [before, after] = [side("-"), side("+")];
      assert.is(text.split(before).length, 2, `these lines stand not once in the file:\n${before}`);
      return text.replace(before, () => after);
    }, file);
}

const folder = scratch();

for (const name of ["src", "test", "docs", "package.json", "tsconfig.json", "biome.json"]) {
  cpSync(join(ROOT, name), join(folder, name), { recursive: true });
}
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");

/** Runs a program of the copy with the Node of this process. */
function node(...argv: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" },
  });
  return { code: status, stdout, stderr };
}

const blocks = blocksOf(TEXT);

test("the document adds an activation and a callback: a new file and an entry in a list for each", () => {
  assert.equal(
    blocks.map(({ language, path }) => [language, path]),
    [
      ["ts", "src/model/activations/hard-tanh.ts"],
      ["diff", "src/model/activations.ts"],
      ["ts", "src/train/callbacks/stop-at.ts"],
      ["diff", "src/train/callbacks.ts"],
      ["diff", "test/contract/callbacks.test.ts"],
    ],
  );
  for (const { language, code, path } of blocks.filter(({ path }) => path.startsWith("src/"))) {
    if (language === "ts") assert.not.ok(existsSync(join(ROOT, path)), `${path} is there already`);
    else assert.is(code.match(/^[+-]/gm)?.length, 2, `${path}: an import and a name`);
  }
});

test("without its case a new callback fails the contract", () => {
  for (const { language, path, code } of blocks) {
    const file = join(folder, path);
    if (path.startsWith("test/")) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, language === "ts" ? code : patched(readFileSync(file, "utf8"), code));
  }
  const { code, failed } = callbackSuite();
  assert.is(code, 1);
  assert.equal(failed, ['contract/callbacks  "every callback has its cases here"']);
});

test("with its case it passes, and is tested with the others", () => {
  const before = callbackSuite().total;
  for (const { path, code } of blocks.filter(({ path }) => path.startsWith("test/"))) {
    const file = join(folder, path);
    writeFileSync(file, patched(readFileSync(file, "utf8"), code));
  }
  const { failed, total } = callbackSuite();
  assert.equal(failed, []);
  assert.ok(total > before);
});

/** Runs the contract of callbacks in the copy. */
function callbackSuite(): { code: number | null; failed: string[]; total: number } {
  const { code, stdout } = node("test/contract/callbacks.test.ts");
  const failed = [...stdout.matchAll(/^ *FAIL {2}(.*)$/gm)].map((match) => match[1]!);
  return { code, failed, total: Number(/Total: +(\d+)/.exec(stdout)?.[1]) };
}

test("the program with both is sound in its types", () => {
  const { code, stdout } = node("node_modules/typescript/bin/tsc", "--noEmit");
  assert.is(code, 0, stdout);
});

test("what is printed is formatted and passes the linter", () => {
  const paths = [...new Set(blocks.map(({ path }) => path))];
  const { code, stdout, stderr } = node(
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--vcs-enabled=false",
    "--error-on-warnings",
    ...paths,
  );
  assert.is(code, 0, stdout + stderr);
});

const EXPERIMENT = `name: both
dataset:
  source: { csv: { path: data.csv, target: kind } }
model:
  layers:
    - dense: { units: 4, activation: hardTanh }
    - dense: { units: 2, activation: softmax }
train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  optimizer: sgd
  epochs: 3
  callbacks:
    - stopAt: { monitor: accuracy, target: 0.9 }
`;

test("an experiment that uses both is valid", () => {
  writeFileSync(join(folder, "data.csv"), "a,kind\n1,x\n2,y\n3,x\n4,y\n");
  writeFileSync(join(folder, "both.yaml"), EXPERIMENT);
  const { code, stdout, stderr } = node("src/cli.ts", "validate", "both.yaml");
  assert.is(code, 0, stdout + stderr);
});

test("mistakes in either are told as those of any component", () => {
  const wrong = EXPERIMENT.replace("hardTanh", "hardTan")
    .replace("target: 0.9", "target: much")
    .replace("stopAt: { monitor: accuracy", "stopAt: { monitor: acuracy");
  writeFileSync(join(folder, "wrong.yaml"), wrong);
  const { code, stderr } = node("src/cli.ts", "validate", "wrong.yaml");
  assert.is(code, 2);
  assert.match(stderr, "did you mean `hardTanh`?");
  assert.match(stderr, /a number.*much|much.*a number/s);
  writeFileSync(join(folder, "wrong.yaml"), wrong.replace("much", "0.9").replace("hardTan,", "hardTanh,"));
  assert.match(node("src/cli.ts", "validate", "wrong.yaml").stderr, "`acuracy` is not logged");
});

interface EditorSchema {
  readonly $defs: Readonly<Record<string, unknown>>;
}

test("the schemas written anew have both, with their descriptions", () => {
  assert.is(node("src/cli.ts", "schema", "--write", "schemas").code, 0);
  const text = readFileSync(join(folder, "schemas/experiment.schema.json"), "utf8");
  const schema = JSON.parse(text) as EditorSchema;
  assert.match(JSON.stringify(schema.$defs.layer), '"hardTanh"');
  const callback = JSON.stringify(schema.$defs.callback);
  assert.match(callback, '"stopAt"');
  assert.match(callback, "Ends the training once a logged value is good enough");
  assert.match(callback, "The value that is good enough");
  assert.not.match(readFileSync(join(ROOT, "schemas/experiment.schema.json"), "utf8"), "stopAt");
});

test("the activation is the function it says", async () => {
  const { core } = await cpuTf();
  const list = pathToFileURL(join(folder, "src/model/activations.ts")).href;
  const { activations } = (await import(list)) as typeof ActivationList;
  const tf = await cpuTf();
  const values = core.tidy(() => [
    ...activations.get("hardTanh").apply!(tf, core.tensor1d([-3, -0.5, 0, 0.25, 7])).dataSync(),
  ]);
  assert.equal(values, [-1, -0.5, 0, 0.25, 1]);
});

/** Whether a file is there and says what a member of the family is. */
function isContract(path: string, kind: string): boolean {
  const file = join(ROOT, path);
  return (
    existsSync(file) &&
    new RegExp(`export (interface|function) ${kind}`, "i").test(readFileSync(file, "utf8"))
  );
}

test("the table names every family that has a contract, and files that are there", () => {
  const rows = [...TEXT.matchAll(/^\| (\w+) \| `([^`]+)` \| `([^`]+)` \|/gm)].map((row) => row.slice(1, 4));
  const contracts = families.flatMap(({ kind }) => {
    const row = rows.find(([name]) => name === kind);
    const own = ["tuner", "data", "model", "train"]
      .map((part) => `src/${part}/${kind}.ts`)
      .find((path) => isContract(path, kind));
    return own === undefined ? [] : [[kind, own, row?.[2]]];
  });
  assert.equal(rows.toSorted(), contracts.toSorted());
  for (const [kind, contract, list] of rows) {
    assert.ok(isContract(contract!, kind!), contract);
    assert.match(readFileSync(join(ROOT, list!), "utf8"), `("${kind}", [`);
  }
});

test.run();

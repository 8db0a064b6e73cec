import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { readSource } from "../../src/spec/source.ts";

const test = suite("spec/source");

let folder: string;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "run-exp-"));
});
test.after.each(() => rmSync(folder, { recursive: true }));

async function refusal(name: string): Promise<string> {
  try {
    await readSource(join(folder, name));
  } catch (error) {
    if (error instanceof RunExpError)
      return `${error.code}: ${error.message.replace(folder, "")} (${error.hint})`;
    throw error;
  }
  throw new Error(`${name} was read`);
}

test("a byte order mark is no part of the text", async () => {
  writeFileSync(join(folder, "a.yaml"), "\uFEFFname: a\n");
  assert.is((await readSource(join(folder, "a.yaml"))).text, "name: a\n");
});

test("what is not there is told with the nearest name beside it", async () => {
  writeFileSync(join(folder, "first.yaml"), "");
  assert.is(
    await refusal("frist.yaml"),
    "missing-file: /frist.yaml does not exist (did you mean first.yaml?)",
  );
  assert.match(await refusal("first.yaml/below"), "missing-file");
});

test("a folder, a data file and bytes that are no text are each told as what they are", async () => {
  mkdirSync(join(folder, "inside"));
  writeFileSync(join(folder, "large"), Buffer.alloc(10_000_000, 32));
  writeFileSync(join(folder, "binary"), Buffer.from([1, 0, 2]));
  writeFileSync(join(folder, "latin1"), Buffer.from("name: é", "latin1"));
  writeFileSync(join(folder, "windows"), Buffer.from("\uFEFFname: a", "utf16le"));
  assert.match(await refusal("inside"), "is a folder, not a file (name files in it: ");
  assert.match(await refusal("large"), "holds 10 MB (an experiment file has at most 1 MB)");
  assert.match(await refusal("binary"), "is not text");
  assert.match(await refusal("latin1"), "is not UTF-8 text");
  assert.match(await refusal("windows"), "is written in UTF-16 (save it as UTF-8)");
});

test("names that no file can have are refused, too", async () => {
  assert.match(await refusal(`${"x".repeat(300)}.yaml`), "cannot be the name of a file");
  assert.match(await refusal("a\0b"), "cannot be the name of a file");
});

test.run();

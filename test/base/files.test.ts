import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sweepTemporaries, writeWhole } from "../../src/base/files.ts";

const test = suite("base/files");

const scratch = () => mkdtemp(join(tmpdir(), "run-exp-files-"));

test("a file is written whole, its folders with it, and nothing else stays", async () => {
  const folder = await scratch();
  await writeWhole(join(folder, "a", "b", "c.txt"), "first\n");
  await writeWhole(join(folder, "a", "b", "c.txt"), Buffer.from("second\n"));
  assert.is(await readFile(join(folder, "a", "b", "c.txt"), "utf8"), "second\n");
  assert.equal(await readdir(join(folder, "a", "b")), ["c.txt"]);
});

test("where the name is taken by a folder, the error goes up and no temporary file stays", async () => {
  const folder = await scratch();
  await mkdir(join(folder, "taken", "inside"), { recursive: true });
  const error = await writeWhole(join(folder, "taken"), "text").then(
    () => undefined,
    (thrown: NodeJS.ErrnoException) => thrown,
  );
  assert.match(String(error?.code), /EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  assert.equal(await readdir(folder), ["taken"]);
});

test("what a killed process left half written is swept away, and nothing else", async () => {
  const folder = await scratch();
  await writeFile(join(folder, ".5ff6f4a2-64cd-4b1c-9f0e-7f9a3a1f3a10.tmp"), "half");
  await writeFile(join(folder, ".mine.tmp"), "kept");
  await writeFile(join(folder, "whole.txt"), "kept");
  await sweepTemporaries(folder);
  assert.equal((await readdir(folder)).sort(), [".mine.tmp", "whole.txt"]);
});

test.run();

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { FileLock } from "../../src/store/lock.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/lock");

/** A process that takes a lock, says so, and keeps it for as long as it lives. */
async function holder(path: string): Promise<{ kill(): Promise<void>; warnings: () => string }> {
  const program = `
    const { FileLock } = await import(${JSON.stringify(new URL("../../src/store/lock.ts", import.meta.url).href)});
    const lock = FileLock.take(${JSON.stringify(path)});
    console.log(lock === undefined ? "busy" : "held");
    setInterval(() => lock, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  let warnings = "";
  child.stderr.on("data", (chunk) => (warnings += chunk));
  const said = await new Promise((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
  assert.is(said, "held\n");
  return {
    warnings: () => warnings,
    kill: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

test("one holder at a time, in one process too", () => {
  const path = join(scratch(), ".lock");
  const first = FileLock.take(path);
  assert.ok(first);
  assert.is(FileLock.take(path), undefined);
  first[Symbol.dispose]();
  const second = FileLock.take(path);
  assert.ok(second);
  second[Symbol.dispose]();
});

test("the lock of a process that was killed is free, whatever its process number", async () => {
  const path = join(scratch(), ".lock");
  const other = await holder(path);
  assert.is(FileLock.take(path), undefined);
  await other.kill();
  using lock = FileLock.take(path);
  assert.ok(lock);
  assert.is(other.warnings(), "", "Node warned of something");
});

test("with patience it waits for the lock", async () => {
  const path = join(scratch(), ".lock");
  const other = await holder(path);
  const killed = other.kill();
  using lock = FileLock.take(path, 20_000);
  assert.ok(lock);
  await killed;
});

test("the file stays, empty and alone", () => {
  const folder = scratch();
  FileLock.take(join(folder, ".lock"))?.[Symbol.dispose]();
  assert.equal(readdirSync(folder), [".lock"]);
});

test("what cannot be locked is told, with its path", () => {
  const folder = scratch();
  writeFileSync(join(folder, "text"), "This is no lock file. ".repeat(100));
  mkdirSync(join(folder, "folder"));
  for (const path of ["text", "folder", "missing/lock"].map((name) => join(folder, name))) {
    assert.throws(
      () => FileLock.take(path),
      (error: unknown) =>
        error instanceof RunExpError && error.code === "no-lock" && error.message.includes(path),
    );
  }
});

test.run();

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { identityOf } from "../../src/store/identity.ts";
import { jsonText } from "../../src/store/texts.ts";
import { findVersion, type RunFile, readRun, versionName, versionsIn } from "../../src/store/versions.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/versions");

function runFile(experiment: string): RunFile {
  const decisive = { experiment, data: "data", arithmetic: "tfjs-wasm 4.22.0", revision: 1 };
  const told = { engine: "tfjs", seed: 3, status: "complete", weights: "w", kept: {} } as const;
  return { ...decisive, ...told, identity: identityOf(decisive) };
}

/** Writes run.json of a version. */
function put(folder: string, number: number, text: string): void {
  mkdirSync(join(folder, versionName(number)), { recursive: true });
  writeFileSync(join(folder, versionName(number), "run.json"), text);
}

async function problemOf(promise: Promise<unknown>): Promise<RunExpError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(thrown, RunExpError);
  assert.is((thrown as RunExpError).code, "version-damaged");
  return thrown as RunExpError;
}

test("versions are numbered from v001, with as many digits as it takes", async () => {
  assert.equal([1, 42, 999, 1000].map(versionName), ["v001", "v042", "v999", "v1000"]);
  const folder = scratch();
  for (const name of ["v002", "v1000", "v010", "v1", "v01", "v0012x", "version", ".v003"])
    mkdirSync(join(folder, name));
  assert.equal(await versionsIn(folder), [2, 10, 1000]);
});

test("where no version was made yet there is none", async () => {
  assert.equal(await versionsIn(join(scratch(), "missing")), []);
  assert.is(await findVersion(join(scratch(), "missing"), "identity"), undefined);
});

test("a version is found by what it is", async () => {
  const folder = scratch();
  for (const number of [1, 2, 3]) put(folder, number, jsonText(runFile(`experiment ${number}`)));
  assert.is(await findVersion(folder, runFile("experiment 2").identity), 2);
  assert.is(await findVersion(folder, runFile("experiment 4").identity), undefined);
});

test("a run.json that cannot be read is told, with what to do, and never taken for another run", async () => {
  const whole = jsonText(runFile("experiment"));
  const { identity, ...rest } = runFile("experiment");
  const damaged = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    whole.slice(0, -20),
    jsonText(rest),
    whole.replace(/"seed": 3/, '"seed": "3"'),
  ];
  for (const text of damaged) {
    const folder = scratch();
    put(folder, 7, text);
    const { message, hint } = await problemOf(findVersion(folder, identity));
    assert.match(message, join("v007", "run.json"));
    assert.match(hint, "restore the folder from git, or remove it");
  }
});

test("so is one that is missing, or stands in the place of something else", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "v001"));
  await problemOf(findVersion(folder, "identity"));
  mkdirSync(join(folder, "v001", "run.json"));
  await problemOf(findVersion(folder, "identity"));
  const file = scratch();
  writeFileSync(join(file, "v001"), "");
  await problemOf(findVersion(file, "identity"));
});

test("a run.json of which one decisive digit was edited gives itself away", async () => {
  for (const [from, to] of [
    ["tfjs-wasm 4.22.0", "tfjs-wasm 4.22.1"],
    ['"revision": 1', '"revision": 2'],
    ['"data": "data"', '"data": "date"'],
  ] as const) {
    const folder = scratch();
    put(folder, 1, jsonText(runFile("experiment")).replace(from, to));
    assert.match((await problemOf(readRun(join(folder, "v001")))).message, "was edited");
  }
});

test("damage elsewhere does not hide the version that is the run", async () => {
  const folder = scratch();
  put(folder, 1, "{");
  put(folder, 2, jsonText(runFile("experiment")));
  put(folder, 3, "{");
  assert.is(await findVersion(folder, runFile("experiment").identity), 2);
});

test.run();

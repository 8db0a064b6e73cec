import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { originOf, pathsFolder } from "../../src/spec/origin.ts";
import { scratch } from "../scratch.ts";

const test = suite("spec/origin");

test("paths in a file start from its own folder", async () => {
  const folder = scratch();
  assert.is(await pathsFolder(join(folder, "mlp.yaml")), folder);
  assert.is(await pathsFolder(join(folder, "experiment.yaml")), folder);
});

test("paths in the experiments of a version start from where env.json beside it says", async () => {
  const top = scratch();
  const version = join(top, "results", "mlp", "v001");
  mkdirSync(version, { recursive: true });
  const folder = join(top, "experiments");
  writeFileSync(join(version, "env.json"), JSON.stringify(originOf(version, folder)));
  assert.is(await pathsFolder(join(version, "experiment.yaml")), folder);
  assert.is(await pathsFolder(join(version, "best.yaml")), folder);
  assert.is(await pathsFolder(join(version, "other.yaml")), version);
});

test("an experiment that lies in the folder of its own version is no special case", async () => {
  const version = scratch();
  writeFileSync(join(version, "env.json"), JSON.stringify(originOf(version, version)));
  assert.is(await pathsFolder(join(version, "experiment.yaml")), version);
});

test("an env.json that says nothing of it, or is damaged, changes nothing", async () => {
  for (const text of ["", "{", "null", "[]", '"text"', "{}", '{"experimentFolder": 1}']) {
    const folder = scratch();
    writeFileSync(join(folder, "env.json"), text);
    assert.is(await pathsFolder(join(folder, "experiment.yaml")), folder, text);
  }
});

test.run();

import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { searchHash } from "../src/runner/prepare.ts";
import { loadExperiments } from "../src/spec/load.ts";
import { experimentHash } from "../src/store/experiment-hash.ts";
import { damageOf } from "../src/store/sums.ts";
import { readRun } from "../src/store/versions.ts";

/** The versions that are committed: whole, and made of the experiments as they stand. */

const test = suite("results");

const versions = globSync("results/*/v*").filter((version) => !version.startsWith("results/quickstart/"));

test("every committed version is as it was made", async () => {
  assert.ok(versions.length > 0);
  for (const version of versions) {
    const damage = await damageOf(version);
    assert.equal(damage, [], version);
  }
});

test("index.csv lists them, and nothing else", () => {
  const [, ...rows] = readFileSync("results/index.csv", "utf8").trimEnd().split("\n");
  const listed = rows.map((row) => `results/${row.split(",").slice(0, 2).join("/")}`);
  assert.equal(listed.sort(), versions.map((version) => version.replaceAll("\\", "/")).sort());
});

test("every experiment's newest version is of its file as it stands", async () => {
  for (const folder of new Set(versions.map(dirname))) {
    const newest = versions
      .filter((version) => dirname(version) === folder)
      .sort()
      .at(-1)!;
    const { experiments, searches } = await loadExperiments(join("experiments", `${basename(folder)}.yaml`));
    const [hash] = [...experiments.map(experimentHash), ...searches.map((search) => searchHash(search, []))];
    assert.is((await readRun(newest)).experiment, hash, newest);
  }
});

test.run();

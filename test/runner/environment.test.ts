import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeEnvironment } from "../../src/runner/environment.ts";
import { scratch } from "../scratch.ts";

const test = suite("runner/environment");

function git(folder: string, ...command: string[]): string {
  const done = spawnSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...command], {
    encoding: "utf8",
  });
  assert.is(done.status, 0, done.stderr);
  return done.stdout.trim();
}

/** A repository with a committed experiment, and an empty folder for results in it. */
function repository(): { top: string; results: string; commit: string } {
  const top = scratch();
  git(top, "init", "--quiet");
  mkdirSync(join(top, "experiments"));
  writeFileSync(join(top, "experiments", "a.yaml"), "name: a\n");
  git(top, "add", "--all");
  git(top, "commit", "--quiet", "-m", "first");
  const results = join(top, "results");
  mkdirSync(results);
  return { top, results, commit: git(top, "rev-parse", "HEAD") };
}

const gitOf = async (folder: string, results: string) =>
  (await describeEnvironment(folder, results, { engine: {}, arithmetic: "e" })).git;

test("the machine and the programs are named", async () => {
  const folder = scratch();
  const { machine, versions } = await describeEnvironment(folder, folder, {
    engine: {},
    arithmetic: "tfjs-wasm 4.22.0",
  });
  assert.ok(machine.cpu.length > 0 && machine.cores >= 1 && machine.memoryGiB >= 1);
  assert.match(machine.platform, /^[a-z0-9]+-[a-z0-9]+$/);
  assert.is(versions.node, process.versions.node);
  assert.match(versions["run-exp"], /^\d+\.\d+\.\d+/);
  assert.is(versions.engine, "tfjs-wasm 4.22.0");
  assert.not.ok("gpu" in machine);
});

test("a GPU that trained is named beside the machine", async () => {
  const folder = scratch();
  const engine = { gpu: "a GPU, its driver" };
  const { machine } = await describeEnvironment(folder, folder, { engine, arithmetic: "e" });
  assert.is(machine.gpu, "a GPU, its driver");
});

test("the commit of the experiment's repository is named, and whether anything but results changed since", async () => {
  const { top, results, commit } = repository();
  const experiments = join(top, "experiments");
  assert.equal(await gitOf(experiments, results), { commit, dirty: false });
  writeFileSync(join(results, "index.csv"), "new\n");
  assert.equal(await gitOf(experiments, results), { commit, dirty: false });
  writeFileSync(join(experiments, "b.yaml"), "name: b\n");
  assert.equal(await gitOf(experiments, results), { commit, dirty: true });
  git(top, "add", "experiments");
  assert.equal(await gitOf(experiments, results), { commit, dirty: true });
});

test("results elsewhere, or behind a link, do not hide changes", async () => {
  const { top, commit } = repository();
  const elsewhere = scratch();
  assert.equal(await gitOf(top, elsewhere), { commit, dirty: false });
  const link = join(scratch(), "link");
  symlinkSync(join(top, "results"), link);
  writeFileSync(join(top, "results", "index.csv"), "new\n");
  assert.equal(await gitOf(top, link), { commit, dirty: false });
});

test("outside a repository, and before its first commit, there is none", async () => {
  const folder = scratch();
  assert.is(await gitOf(folder, folder), undefined);
  git(folder, "init", "--quiet");
  assert.is(await gitOf(folder, folder), undefined);
});

test.run();

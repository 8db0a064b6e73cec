import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { GIT_FILES } from "../../src/store/git-files.ts";
import { prepareResults, resultsAbove } from "../../src/store/results-folder.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/results-folder");

function git(folder: string, ...command: string[]): string {
  const done = spawnSync("git", ["-C", folder, ...command], { encoding: "utf8" });
  assert.is(done.status, 0, done.stderr);
  return done.stdout;
}

test("git leaves weights, hidden work and locks alone from the first moment", async () => {
  const folder = scratch();
  git(folder, "init", "--quiet");
  const results = join(folder, "results");
  await prepareResults(results);
  const inside = join(results, "mlp", "width=4");
  for (const name of [".0123456789abcdef", "v001/model"]) mkdirSync(join(inside, name), { recursive: true });
  for (const name of [
    ".lock",
    ".0123456789abcdef/checkpoint-1-0.bin",
    "v001/model/weights.bin",
    "v001/report.md",
  ]) {
    writeFileSync(join(inside, name), "");
  }
  writeFileSync(join(results, ".5ff6f4a2-64cd-4b1c-9f0e-7f9a3a1f3a10.tmp"), "");
  git(folder, "add", "--all");
  const staged = git(folder, "ls-files").trim().split("\n");
  assert.equal(staged, [
    "results/.gitattributes",
    "results/.gitignore",
    "results/mlp/width=4/v001/report.md",
  ]);
});

test("line ends stay as they are, whatever git is told elsewhere", async () => {
  const folder = scratch();
  git(folder, "init", "--quiet");
  git(folder, "config", "core.autocrlf", "true");
  const results = join(folder, "results");
  await prepareResults(results);
  writeFileSync(join(results, "index.csv"), "a,b\n1,2\n");
  git(folder, "add", "--all");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "results");
  writeFileSync(join(results, "index.csv"), "");
  git(folder, "checkout", "--quiet", "--", "results/index.csv");
  assert.is(readFileSync(join(results, "index.csv"), "utf8"), "a,b\n1,2\n");
});

test("what a person wrote there stays", async () => {
  const results = scratch();
  writeFileSync(join(results, ".gitignore"), "# mine\n");
  await prepareResults(results);
  await prepareResults(results);
  assert.is(readFileSync(join(results, ".gitignore"), "utf8"), "# mine\n");
  assert.is(readFileSync(join(results, ".gitattributes"), "utf8"), GIT_FILES[".gitattributes"]);
});

test("a file where the folder should be is told", async () => {
  const results = join(scratch(), "results");
  writeFileSync(results, "");
  const thrown = await prepareResults(results).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(thrown, RunExpError);
  assert.match((thrown as Error).message, "a file stands where a folder is needed");
});

test("versions further up are found from a folder that has none of its own, and from no other", async () => {
  const folder = scratch();
  const inside = join(folder, "experiments", "more");
  mkdirSync(inside, { recursive: true });
  const home = process.cwd();
  process.chdir(inside);
  try {
    assert.is(await resultsAbove("results"), undefined);
    mkdirSync(join(folder, "results"));
    assert.is(await resultsAbove("results"), undefined, "an empty folder may be anybody's");
    writeFileSync(join(folder, "results", "index.csv"), "");
    assert.is(await resultsAbove("results"), join("..", "..", "results"));
    assert.is(await resultsAbove(join(folder, "other")), undefined);
    mkdirSync("results");
    assert.is(await resultsAbove("results"), undefined);
  } finally {
    process.chdir(home);
  }
});

test.run();

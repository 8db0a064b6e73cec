import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { list } from "../../src/commands/list.ts";
import { project, runFile } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

/** Two people who work on branches, and what a merge makes of their versions. */
const test = suite("commands/list, after a merge");

function gitIn(folder: string) {
  const given = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"];
  return (...words: string[]) =>
    execFileSync("git", [...given, ...words], { cwd: folder, encoding: "utf8", stdio: "pipe" });
}

const epochs = (count: number) => ({ epochs: `  epochs: ${count}`, callbacks: "  callbacks: []" });

/** A clone in which two branches each made a v002 of one experiment, and one of both a version of another. */
async function divided() {
  const [ours, theirs] = [scratch(), scratch()];
  const { write } = project(ours);
  const git = gitIn(ours);
  await runFile(write("net", epochs(1)), join(ours, "results"));
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "one");
  git("clone", "-q", ours, theirs);
  await runFile(write("net", epochs(2)), join(ours, "results"));
  git("add", "-A");
  git("commit", "-qm", "ours");
  const other = project(theirs);
  await runFile(
    other.write("net", { ...epochs(3), metrics: "  metrics: [accuracy, f1]" }),
    join(theirs, "results"),
  );
  await runFile(other.write("other", epochs(1)), join(theirs, "results"));
  gitIn(theirs)("add", "-A");
  gitIn(theirs)("commit", "-qm", "theirs");
  git("fetch", "-q", theirs, "main:theirs");
  return { ours, theirs, git };
}

test("a folder that a merge mixed is found, what is said to do keeps both versions, and index.csv is no conflict", async () => {
  const { ours, theirs, git } = await divided();
  const home = process.cwd();
  process.chdir(ours);
  try {
    assert.throws(() => git("merge", "-q", "theirs"));
    const unmerged = git("diff", "--name-only", "--diff-filter=U").trim().split("\n");
    assert.ok(unmerged.includes("results/net/v002/metrics.json"));
    assert.not.ok(unmerged.includes("results/index.csv"));
    const output = onlooker();
    const asked = { results: "results", json: false, check: true, where: [] };
    assert.is(await list([], asked, output), 1);
    const told = output.messages.join("\n");
    assert.match(
      told,
      /^results\/net\/v002: a merge mixed two versions in it; .* more files hold conflict marks$/m,
    );
    for (const [command] of told.matchAll(/^ {4}git .+$/gm))
      execFileSync("sh", ["-c", command], { cwd: ours });
    git("checkout", "--theirs", "experiments/net.yaml");
    git("add", "-A");
    git("commit", "-qm", "merge");
    const mended = onlooker();
    assert.is(await list([], asked, mended), 0, mended.messages.join("\n"));
    assert.equal(
      mended.results.slice(2).map((line) => line.split(/ +/).slice(0, 2).join(" ")),
      ["net v001", "net v002", "net v003", "other v001"],
    );
    assert.ok(existsSync("results/net/v003/model/weights.bin"));
    assert.is(
      readFileSync("results/net/v002/metrics.json", "utf8"),
      readFileSync(join(theirs, "results", "net", "v002", "metrics.json"), "utf8"),
    );
    assert.is(git("status", "--porcelain"), " M results/index.csv\n");
  } finally {
    process.chdir(home);
  }
});

test("two who made the same run have no conflict but of times, and the version is sound", async () => {
  const [ours, theirs] = [scratch(), scratch()];
  const { write } = project(ours);
  const git = gitIn(ours);
  write("net", epochs(1));
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "one");
  git("clone", "-q", ours, theirs);
  for (const folder of [ours, theirs]) {
    await runFile(join(folder, "experiments", "net.yaml"), join(folder, "results"));
    const environment = join(folder, "results", "net", "v001", "env.json");
    writeFileSync(
      environment,
      readFileSync(environment, "utf8").replace(/"began": "[^"]+"/, `"began": "${folder}"`),
    );
    gitIn(folder)("add", "-A");
    gitIn(folder)("commit", "-qm", "run");
  }
  git("fetch", "-q", theirs, "main:theirs");
  assert.throws(() => git("merge", "-q", "theirs"));
  assert.is(git("diff", "--name-only", "--diff-filter=U"), "results/net/v001/env.json\n");
  const environment = readFileSync(join(ours, "results", "net", "v001", "env.json"), "utf8");
  assert.is((JSON.parse(environment) as { began: string }).began, ours);
  const output = onlooker();
  const asked = { results: join(ours, "results"), json: false, check: true, where: [] };
  assert.is(await list([], asked, output), 0);
});

test("weights that another branch left behind are no version, and their number is not given away", async () => {
  const { ours, git } = await divided();
  git("checkout", "-q", "-b", "more", "HEAD~1");
  const results = join(ours, "results");
  assert.equal(readdirSync(join(results, "net", "v002")), ["model"]);
  const output = onlooker();
  assert.is(await list([], { results, json: false, check: true, where: [] }, output), 0);
  assert.not.match(output.results.join("\n"), "v002");
  const { version } = await runFile(project(ours).write("net", epochs(4)), results);
  assert.is(version, "v003");
  git("checkout", "--", "experiments");
  git("add", "-A");
  git("commit", "-qm", "more");
  git("merge", "-q", "--no-edit", "main");
  assert.ok(existsSync(join(results, "net", "v002", "run.json")));
  assert.is(await list([], { results, json: false, check: true, where: [] }, output), 0);
});

test.run();

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunExpError } from "../../src/base/errors.ts";
import { initGit } from "../../src/commands/init-git.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/init-git");

const given = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"];
const home = process.cwd();

/** A repository, in which the process stands, and git in it. */
function repository() {
  const folder = scratch();
  const git = (...words: string[]) =>
    execFileSync("git", [...given, ...words], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  git("init", "-q");
  process.chdir(folder);
  return { folder, git };
}

function version(folder: string, number: number, loss: number): void {
  const path = join(folder, "results", "net", `v00${number}`);
  mkdirSync(join(path, "plots"), { recursive: true });
  writeFileSync(join(path, "history.csv"), `epoch,loss\n1,${loss}\n`);
  writeFileSync(join(path, "metrics.json"), JSON.stringify({ test: { loss } }));
  writeFileSync(join(path, "plots", "learning-curves.svg"), `<svg>${loss}</svg>\n`);
}

test.after.each(() => process.chdir(home));

test("what is set is said first, a second time sets nothing, and only this clone has it", async () => {
  const { folder, git } = repository();
  const first = onlooker();
  assert.is(await initGit("results", first), 0);
  const config = git("config", "--local", "--list");
  for (const name of ["history.textconv", "metrics.textconv", "generated.binary"]) {
    assert.match(config, `diff.run-exp-${name}=`);
    assert.match(first.messages.join("\n"), `git config --local diff.run-exp-${name} '`);
  }
  const attributes = readFileSync(join(folder, ".git/info/attributes"), "utf8");
  const second = onlooker();
  await initGit("results", second);
  assert.is(second.messages[0], "git is told already");
  assert.is(readFileSync(join(folder, ".git/info/attributes"), "utf8"), attributes);
  assert.is(git("config", "--local", "--list"), config);
});

test("a diff reads as people like it, between folders and between trees, and names plots only", async () => {
  const { folder, git } = repository();
  await initGit("results", onlooker());
  version(folder, 1, 0.5);
  version(folder, 2, 0.25);
  git("add", "-A");
  git("commit", "-qm", "two");
  const trees = git("diff", "HEAD:results/net/v001", "HEAD:results/net/v002");
  let folders = "";
  try {
    git("diff", "--no-index", "results/net/v001", "results/net/v002");
  } catch (error) {
    folders = (error as { stdout: string }).stdout; // exit code 1: they differ
  }
  for (const text of [trees, folders]) {
    assert.match(text, "\n-loss    always 0.5\n+loss    always 0.25\n");
    assert.match(text, "\n-test.loss  0.5\n+test.loss  0.25\n");
    assert.match(text, /^Binary files .*learning-curves\.svg and .*learning-curves\.svg differ$/m);
  }
});

test("where run-exp is gone or fails, files are shown as they are", async () => {
  const { folder, git } = repository();
  await initGit("results", onlooker());
  const command = git("config", "--local", "diff.run-exp-history.textconv").trim();
  git("config", "--local", "diff.run-exp-history.textconv", command.replace("readable.js", "gone.js"));
  version(folder, 1, 0.5);
  git("add", "-A");
  assert.match(git("diff", "--cached"), "\n+epoch,loss\n+1,0.5\n");
});

test("a person's own attributes stay, and what they lack is told", async () => {
  const { folder } = repository();
  mkdirSync(join(folder, "results"));
  writeFileSync(join(folder, "results", ".gitattributes"), "history.csv -diff\n");
  mkdirSync(join(folder, ".git/info"), { recursive: true });
  writeFileSync(join(folder, ".git/info/attributes"), "*.png binary");
  await initGit("results", onlooker());
  assert.is(readFileSync(join(folder, "results", ".gitattributes"), "utf8"), "history.csv -diff\n");
  assert.match(readFileSync(join(folder, ".git/info/attributes"), "utf8"), "*.png binary\nhistory.csv diff=");
});

test("outside of a repository it is told, and nothing is made", async () => {
  const folder = scratch();
  process.chdir(folder);
  const { GIT_CEILING_DIRECTORIES } = process.env;
  process.env.GIT_CEILING_DIRECTORIES = join(folder, "..");
  const error = await initGit("results", onlooker()).catch((reason: unknown) => reason as RunExpError);
  if (GIT_CEILING_DIRECTORIES === undefined) delete process.env.GIT_CEILING_DIRECTORIES;
  else process.env.GIT_CEILING_DIRECTORIES = GIT_CEILING_DIRECTORIES;
  assert.is((error as RunExpError).code, "no-repository");
  assert.not.ok(existsSync(join(folder, "results")));
  rmSync(folder, { recursive: true });
});

test.run();

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { TREE_ATTRIBUTES } from "../store/git-files.ts";
import { prepareResults } from "../store/results-folder.ts";
import type { ExitCode, Output } from "./output.ts";

/**
 * Tells git, in this clone only, how to show the files of versions in a diff: history and figures as people like to read
 * them, what is made from them by name only. Says first what it sets; what is set already stays. Throws a RunExpError
 * `no-repository` outside of a git repository.
 */
export async function initGit(results: string, output: Output): Promise<ExitCode> {
  const top = await git("rev-parse", "--show-toplevel");
  const attributes = await git("rev-parse", "--git-path", "info/attributes");
  if (top === undefined || attributes === undefined) {
    throw new RunExpError("no-repository", "this is no git repository", "run `git init` first");
  }
  const settings = Object.entries(settingsFor(top));
  const present = await Promise.all(settings.map(([key]) => git("config", "--local", "--get", key)));
  const missing = settings.filter(([, value], index) => present[index] !== value);
  const text = await readFile(attributes, "utf8").catch(() => "");
  const lines = TREE_ATTRIBUTES.filter((line) => !text.split("\n").includes(line));
  output.message(
    missing.length + lines.length === 0
      ? "git is told already"
      : "git diff will show the histories and figures of versions as people read them; this is set in this clone alone:",
  );
  for (const [key, value] of missing) output.message(`git config --local ${key} ${quoted(value)}`);
  for (const line of lines) output.message(`${attributes}: ${line}`);
  for (const [key, value] of missing) await git("config", "--local", key, value);
  if (lines.length > 0) await writeWhole(attributes, withLines(text, lines));
  await prepareResults(results);
  await tellOwnAttributes(results, output);
  output.message(`to undo it: ${undoing()}, and take run-exp's lines out of ${attributes}`);
  return 0;
}

const DRIVERS = ["run-exp-history", "run-exp-metrics", "run-exp-generated"] as const;

function settingsFor(top: string): Record<string, string> {
  return {
    "diff.run-exp-history.textconv": showing("history.csv", top),
    "diff.run-exp-metrics.textconv": showing("metrics.json", top),
    "diff.run-exp-generated.binary": "true",
  };
}

/**
 * The command that shows a file, which git gives to a shell with the file's name behind it. It does not go by npx, which
 * takes a second. Where Node or run-exp are no longer there, or fail, the file is shown as it is.
 */
function showing(name: string, top: string): string {
  const program = fileURLToPath(new URL("../../bin/readable.js", import.meta.url));
  const inside = relative(top, program);
  // git starts it in the repository's root: a path inside it stays right where the repository is moved.
  const path = (inside.startsWith("..") || isAbsolute(inside) ? program : inside).replaceAll("\\", "/");
  return `f() { node ${quoted(path)} ${name} "$1" 2>/dev/null || cat "$1"; }; f`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function withLines(text: string, lines: readonly string[]): string {
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${start}${lines.map((line) => `${line}\n`).join("")}`;
}

function undoing(): string {
  return DRIVERS.map((name) => `git config --local --remove-section diff.${name}`).join("; ");
}

/** A results folder whose .gitattributes is the person's own may lack what names the drivers. */
async function tellOwnAttributes(results: string, output: Output): Promise<void> {
  const file = join(results, "experiment", "v001", "history.csv");
  const found = await git("check-attr", "diff", "--", file);
  if (found === undefined || found.endsWith("run-exp-history")) return;
  output.message(`${join(results, ".gitattributes")} is your own; to use it there too, add`);
  for (const line of TREE_ATTRIBUTES) output.message(`  ${line}`);
}

/** What git answers; undefined where it fails or is not there. */
async function git(...words: string[]): Promise<string | undefined> {
  return promisify(execFile)("git", words).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

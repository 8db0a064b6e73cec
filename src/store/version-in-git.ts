import { execFile } from "node:child_process";
import { posix, relative, resolve, sep } from "node:path";
import { RunExpError } from "../base/errors.ts";
import type { StoredFiles } from "./stored-content.ts";
import { chosen, numbersHint, readReference } from "./version-reference.ts";
import { versionName, versionNumbers } from "./versions.ts";

/**
 * The files of a version as a commit holds it: `git:main:cnn@2`, `git:main:cnn` for the latest below the results folder
 * there, or `git:main:results/cnn/v002`. Throws a RunExpError `no-version` where there is none, `no-git` where git is not
 * installed.
 */
export async function openInGit(reference: string, results: string): Promise<StoredFiles> {
  const [, revision, which] = /^git:([^:]+):(.+)$/.exec(reference) ?? [];
  if (revision === undefined || which === undefined || revision.startsWith("-")) {
    throw new RunExpError("no-version", `${reference} names no version in git`, FORMS);
  }
  await requireRevision(revision);
  const folder = await folderInGit(revision, which.replace(/\/+$/, ""), results);
  return {
    name: `git:${revision}:${folder}`,
    text: async (name) => {
      const object = `${revision}:./${folder}/${name}`;
      return (await isInGit(object)) ? (await git("cat-file", "blob", object)).text : undefined;
    },
  };
}

const FORMS =
  "write git:REV:cnn@2, git:REV:cnn for the latest, or the folder from here: git:REV:results/cnn/v002";

/** Throws a RunExpError `no-version` where git knows no such revision. */
async function requireRevision(revision: string): Promise<void> {
  const inside = await git("rev-parse", "--is-inside-work-tree");
  if (inside.code !== 0) {
    throw new RunExpError(
      "no-version",
      "there is no git repository here",
      "git:REV:VERSION is looked up in the repository of the working folder",
    );
  }
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  if (commit.code === 0) return;
  throw new RunExpError(
    "no-version",
    `there is no revision ${revision} in this repository`,
    "git branch -a and git tag tell what there is; git fetch brings what a shallow clone lacks",
  );
}

/** The folder of a version in a commit, as seen from the working folder. */
async function folderInGit(revision: string, which: string, results: string): Promise<string> {
  if (await isInGit(`${revision}:./${which}/run.json`)) return which;
  const named = readReference(which);
  if (named !== undefined) {
    const folder = posix.join(relative(".", resolve(results)).split(sep).join("/"), named.experiment);
    const { text } = await git("ls-tree", "--full-tree", "--name-only", `${revision}:./${folder}`);
    const numbers = versionNumbers(text.split("\n"));
    const number = chosen(numbers, named.which);
    if (number !== undefined) return `${folder}/${versionName(number)}`;
    const hint = numbers.length > 0 ? numbersHint(numbers) : `there is no ${folder} in it; ${FORMS}`;
    throw new RunExpError("no-version", `${revision} has no version ${which}`, hint);
  }
  throw new RunExpError("no-version", `${revision} has no version ${which}`, FORMS);
}

async function isInGit(object: string): Promise<boolean> {
  return (await git("cat-file", "-e", object)).code === 0;
}

/** What git answered. Throws a RunExpError `no-git` where it is not installed. */
function git(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((settle, fail) => {
    execFile("git", words, { maxBuffer: 2 ** 28 }, (error, text) => {
      const { code = error === null ? 0 : undefined } = error ?? {};
      if (code === "ENOENT") {
        const hint = "install git, or name the version by its folder";
        fail(new RunExpError("no-git", "git:REV:VERSION needs git, which is not installed", hint));
      } else if (typeof code === "number") settle({ code, text });
      else fail(error);
    });
  });
}

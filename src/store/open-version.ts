import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { keeping, whereNoFile } from "./failures.ts";
import type { StoredFiles } from "./stored-content.ts";
import { versionFolder } from "./version-reference.ts";

/**
 * The files of the version that a person names, of the latest under its number. Throws a RunExpError `no-version` where
 * there is none, `no-git` where git is needed and not installed.
 */
export async function openVersion(reference: string, results: string): Promise<StoredFiles> {
  if (reference.startsWith("git:")) return openInGit(reference);
  const folder = await versionFolder(reference, results);
  if (folder === reference) return filesIn(folder, reference);
  // What is the latest now will not be so for ever.
  return filesIn(folder, `${reference.replace(/@.*$/, "")}@${Number(basename(folder).slice(1))}`);
}

/** The files of the version in a folder. */
export function filesIn(folder: string, name: string): StoredFiles {
  return {
    name,
    folder,
    text: (path) => keeping(folder, () => readFile(join(folder, path), "utf8").catch(whereNoFile)),
  };
}

async function openInGit(reference: string): Promise<StoredFiles> {
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(reference) ?? [];
  if (revision === undefined || path === undefined || revision.startsWith("-")) {
    throw new RunExpError(
      "no-version",
      `${reference} names no version in git`,
      "write git:REV:path: git:main:results/cnn/v001",
    );
  }
  const folder = path.replace(/\/+$/, "");
  await requireInGit(revision, folder);
  return {
    name: reference,
    text: async (name) => {
      const object = `${revision}:./${folder}/${name}`;
      return (await isInGit(object)) ? (await git("cat-file", "blob", object)).text : undefined;
    },
  };
}

/** Throws a RunExpError `no-version` where git knows no such revision, or it holds no version in this folder. */
async function requireInGit(revision: string, folder: string): Promise<void> {
  const inside = await git("rev-parse", "--is-inside-work-tree");
  if (inside.code !== 0) {
    throw new RunExpError(
      "no-version",
      "there is no git repository here",
      "git:REV:path is looked up in the repository of the working folder",
    );
  }
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  if (commit.code !== 0) {
    throw new RunExpError(
      "no-version",
      `there is no revision ${revision} in this repository`,
      "git branch -a and git tag tell what there is",
    );
  }
  if (await isInGit(`${revision}:./${folder}/run.json`)) return;
  throw new RunExpError(
    "no-version",
    `${revision} holds no version at ${folder}`,
    "the path starts from the working folder: git:main:results/cnn/v001",
  );
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
        fail(new RunExpError("no-git", "git:REV:path needs git, which is not installed", hint));
      } else if (typeof code === "number") settle({ code, text });
      else fail(error);
    });
  });
}

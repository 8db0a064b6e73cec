import { access, constants, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { sweepTemporaries, writeWhole } from "../base/files.ts";
import { keeping, whereMissing } from "./failures.ts";
import { GIT_FILES } from "./git-files.ts";
import { FileLock } from "./lock.ts";

/** How long to wait for another process that writes beside the experiments, in milliseconds. */
const PATIENCE = 30_000;

/** Throws a RunExpError `results-refused` where results could not be kept in this folder. Makes nothing. */
export async function checkResults(results: string): Promise<void> {
  await keeping(results, async () => {
    let path = resolve(results);
    while ((await stat(path).catch(whereMissing(undefined))) === undefined) path = dirname(path);
    await readdir(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  });
}

/**
 * Where a results folder is not there yet, the folder of the same path further up that holds versions, if any: who stands
 * in the wrong folder would begin a second one.
 */
export async function resultsAbove(results: string): Promise<string | undefined> {
  // What cannot be looked at is none of this experiment's.
  const there = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined;
  if (isAbsolute(results) || (await there(results))) return undefined;
  for (let up = ".."; resolve(up) !== resolve(up, ".."); up = join(up, "..")) {
    const above = join(up, results);
    if (await there(join(above, "index.csv"))) return above;
  }
  return undefined;
}

/**
 * Makes a results folder ready before anything is written into it, so that `git add` never takes what is not meant
 * to be kept. Files that are there already are the person's own and stay.
 */
export async function prepareResults(results: string): Promise<void> {
  const missing = async () => {
    const there = await Promise.all(
      Object.keys(GIT_FILES).map((name) => stat(join(results, name)).catch(whereMissing(undefined))),
    );
    return Object.entries(GIT_FILES).filter((_, index) => there[index] === undefined);
  };
  await keeping(results, async () => {
    await mkdir(results, { recursive: true });
    if ((await missing()).length === 0) return;
    await alone(results, async () => {
      for (const [name, content] of await missing()) await writeWhole(join(results, name), content);
    });
  });
}

/**
 * Runs what writes files beside the experiments, one process at a time, and removes what a killed one left there.
 * Throws a RunExpError `results-busy` where another does not end.
 */
export async function alone(results: string, write: () => Promise<void>): Promise<void> {
  using lock = FileLock.take(join(results, ".lock"), PATIENCE);
  if (lock === undefined) {
    throw new RunExpError(
      "results-busy",
      `another process has been writing to ${results} for ${PATIENCE / 1000} s`,
      "no version is lost; index.csv is written anew by the next run",
    );
  }
  await sweepTemporaries(results);
  await write();
}

import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { sweepTemporaries, syncFolder, writeWhole } from "../base/files.ts";
import { keeping, whereMissing } from "./failures.ts";
import { FileLock } from "./lock.ts";
import { nextNumber, versionName } from "./versions.ts";

/**
 * Where a version is made: a hidden folder `.<identity>` beside the versions, so that a run that was cut off is
 * found again by what it is. The finished files are written into its `out/`, and one rename makes that the
 * version: `v001` exists when, and only when, it is complete. Everything that is kept is flushed to disk.
 */
export class Workspace {
  readonly #experiment: string;
  readonly #folder: string;
  readonly #lock: FileLock;

  private constructor(experiment: string, folder: string, lock: FileLock) {
    this.#experiment = experiment;
    this.#folder = folder;
    this.#lock = lock;
  }

  /**
   * Makes or reopens the workspace of a run in an experiment's folder. Throws a RunExpError `experiment-busy` where
   * another process makes a version of the experiment, `results-refused` or `no-lock` where the folder cannot be
   * used.
   */
  static async open(experiment: string, identity: string): Promise<Workspace> {
    return keeping(experiment, async () => {
      await mkdir(experiment, { recursive: true });
      const lock = FileLock.take(lockOf(experiment));
      if (lock === undefined) {
        throw new RunExpError(
          "experiment-busy",
          `another process is running this experiment; it holds ${lockOf(experiment)}`,
          "wait for it to end; the same command then goes on from there",
        );
      }
      try {
        const folder = folderOf(experiment, identity);
        await mkdir(folder, { recursive: true });
        await sweepTemporaries(folder);
        await syncFolder(experiment);
        return new Workspace(experiment, folder, lock);
      } catch (error) {
        lock[Symbol.dispose]();
        throw error;
      }
    });
  }

  /** The path of a file of the run's own, such as its journal. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** What was saved under a name; undefined where nothing was. */
  async saved(name: string): Promise<Uint8Array | undefined> {
    const path = this.file(name);
    return keeping(path, () => readFile(path).catch(whereMissing(undefined)));
  }

  /** Saves bytes under a name, whole, in place of what was there. */
  async save(name: string, bytes: Uint8Array): Promise<void> {
    await keeping(this.#folder, () => writeWhole(this.file(name), bytes));
  }

  /** Forgets what was saved under a name. */
  async remove(name: string): Promise<void> {
    await keeping(this.#folder, () => rm(this.file(name), { force: true }));
  }

  /** Writes the version's files and makes them a version in one step; returns its number. */
  async finish(files: ReadonlyMap<string, string | Uint8Array>): Promise<number> {
    return keeping(this.#folder, async () => {
      const out = join(this.#folder, "out");
      await rm(out, { recursive: true, force: true });
      for (const [name, content] of files) await writeWhole(join(out, ...name.split("/")), content);
      await syncFolder(out);
      const number = await nextNumber(this.#experiment);
      await rename(out, join(this.#experiment, versionName(number)));
      await syncFolder(this.#experiment);
      await this.discard();
      return number;
    });
  }

  /** Forgets everything that was saved and noted. */
  async discard(): Promise<void> {
    await keeping(this.#folder, () => rm(this.#folder, { recursive: true, force: true }));
  }

  /** Lets others run the experiment. What was saved stays for the next run. */
  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}

/** The path of a file of a run's own, for who only looks: nothing is locked, and it may not be there. */
export function workFile(experiment: string, identity: string, name: string): string {
  return join(folderOf(experiment, identity), name);
}

/** Whether there is a workspace of this identity: a run that was cut off, where there is no version of it. */
export async function wasCutOff(experiment: string, identity: string): Promise<boolean> {
  return (await stat(folderOf(experiment, identity)).catch(whereMissing(undefined))) !== undefined;
}

/** Removes what a run left that was killed between becoming a version and tidying up. */
export async function discardWorkspace(experiment: string, identity: string): Promise<void> {
  await keeping(experiment, async () => {
    if (!(await wasCutOff(experiment, identity))) return;
    using lock = FileLock.take(lockOf(experiment));
    if (lock !== undefined) await rm(folderOf(experiment, identity), { recursive: true, force: true });
  });
}

function lockOf(experiment: string): string {
  return join(experiment, ".lock");
}

function folderOf(experiment: string, identity: string): string {
  return join(experiment, `.${identity.slice(0, 16)}`);
}

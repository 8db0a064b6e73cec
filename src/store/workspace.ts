import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { findVersion, versionName, versionsIn } from "./versions.ts";

/**
 * Where a version is made: a hidden folder `.<identity>` beside the versions, so that a run that was cut off is
 * found again by what it is. The finished files are written into its `out/`, and one rename makes that the
 * version: `v001` exists when, and only when, it is complete.
 */
export class Workspace {
  readonly #experiment: string;
  readonly #folder: string;
  readonly #lock: string;

  private constructor(experiment: string, identity: string) {
    this.#experiment = experiment;
    this.#folder = join(experiment, `.${identity.slice(0, 16)}`);
    this.#lock = join(experiment, ".lock");
  }

  /** Takes the experiment's lock. Throws a RunExpError `experiment-busy` where another process has it. */
  static async open(experiment: string, identity: string): Promise<Workspace> {
    const workspace = new Workspace(experiment, identity);
    await mkdir(experiment, { recursive: true });
    await takeLock(workspace.#lock);
    await mkdir(workspace.#folder, { recursive: true });
    return workspace;
  }

  /** What was saved under a name by this run before it was cut off. */
  async saved(name: string): Promise<Buffer | undefined> {
    return readFile(join(this.#folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
  }

  /** Saves bytes under a name, whole, in place of what was there. */
  async save(name: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(join(this.#folder, name), bytes);
  }

  /** Writes the version's files and makes them a version in one step; returns its number. */
  async finish(files: ReadonlyMap<string, string | Uint8Array>): Promise<number> {
    const out = join(this.#folder, "out");
    await rm(out, { recursive: true, force: true });
    for (const [name, content] of files) await writeWhole(join(out, ...name.split("/")), content);
    const number = ((await versionsIn(this.#experiment)).at(-1) ?? 0) + 1;
    await rename(out, join(this.#experiment, versionName(number)));
    await rm(this.#folder, { recursive: true, force: true });
    return number;
  }

  /** Gives the lock back. What was saved stays for the next run. */
  async close(): Promise<void> {
    await rm(this.#lock, { force: true });
  }
}

/** Whether a run of this identity was cut off and can be resumed. */
export async function wasCutOff(experiment: string, identity: string): Promise<boolean> {
  if ((await findVersion(experiment, identity)) !== undefined) return false;
  const names = await readdir(experiment).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.includes(`.${identity.slice(0, 16)}`);
}

/** A lock file holds the process number of its owner; one whose owner is gone is taken over. */
async function takeLock(path: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(await readFile(path, "utf8").catch(() => ""));
    if (owner > 0 && isRunning(owner)) {
      throw new RunExpError(
        "experiment-busy",
        `process ${owner} is running this experiment already`,
        `wait for it; if there is no such run, remove ${path}`,
      );
    }
    // The owner may have gone between creating and writing; moving the file aside lets one process win.
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rm(aside, { force: true });
  }
  throw new RunExpError("experiment-busy", `${path} cannot be taken`, "another run is starting; try again");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import type { DatabaseSync } from "node:sqlite";
import { RunExpError } from "../base/errors.ts";

/** SQLite's result code for a database that somebody else has locked. */
const BUSY = 5;

/**
 * A lock of the operating system on a file, held by at most one process. It ends with its holder, however that
 * dies: nothing is ever stale, no process number is compared, and hosts that share a disk see it where the disk
 * passes locks on (NFS, SMB). Node reaches such locks only through SQLite, so the file is a database without
 * content. It stays when the lock is given back, because removing it would let two processes lock two files of
 * one name.
 *
 * Never open the file otherwise: closing any handle to it gives up the process's locks on it (POSIX).
 */
export class FileLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * The lock on `path`, or undefined where another holds it for longer than `patience` milliseconds, through which
   * this process stands still. Throws a RunExpError `no-lock` where the file cannot be locked at all.
   */
  static take(path: string, patience = 0): FileLock | undefined {
    let database: DatabaseSync | undefined;
    try {
      database = new (sqlite().DatabaseSync)(path, { timeout: patience });
      // In memory, or SQLite puts a second file beside the first.
      database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
      return new FileLock(database);
    } catch (error) {
      database?.close();
      const { errcode, message } = error as Error & { readonly errcode?: number };
      if (errcode === undefined) throw error;
      if (errcode === BUSY) return undefined;
      throw new RunExpError(
        "no-lock",
        `${path} cannot be locked: ${message}`,
        "results need a disk that may be written and takes locks; choose another folder with --results",
        { cause: error },
      );
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Node's SQLite, without the warning that it is new. */
function sqlite(): typeof import("node:sqlite") {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

import { promises, readdirSync, rmSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { devNull } from "node:os";
import { join } from "node:path";

/**
 * Faults of the disk, for tests: every call of node:fs/promises that changes something is announced to a fault before
 * it is made, which may let it pass, make half of it and stop, or throw in its place.
 */

/** One call that changes the disk. */
export interface Change {
  /** Counts from 1. */
  readonly number: number;
  readonly call: "open" | "mkdir" | "rename" | "rm" | "truncate" | "write" | "sync";
  /** The path that is changed; for a rename the new one. */
  readonly path: string;
}

/** Decides what becomes of a change. What it throws is thrown in the change's place. */
export type Fault = (change: Change) => "pass" | "half";

/** The process is dead: nothing after it happens. */
export class Crash extends Error {}

type Call = (...args: never[]) => Promise<unknown>;

const WRITES = /[wa+]/;

/** Runs something while every change of the disk is announced to `fault`; returns how many there were. */
export async function withFault(fault: Fault, run: () => Promise<unknown>): Promise<number> {
  const handle = await promises.open(devNull, "r");
  const handles = Object.getPrototypeOf(handle) as Record<string, Call>;
  await handle.close();
  const calls = promises as unknown as Record<string, Call>;
  const originals: [Record<string, Call>, string, Call][] = [];
  const paths = new WeakMap<object, string>();
  let number = 0;
  const replace = (owner: Record<string, Call>, name: string, make: (original: Call) => Call) => {
    originals.push([owner, name, owner[name]!]);
    owner[name] = make(owner[name]!);
  };
  const announce = (call: Change["call"], path: unknown) =>
    fault({ number: ++number, call, path: String(path) });

  replace(calls, "open", (open) => async (...args) => {
    const [path, flags] = args as unknown as [string, string | undefined];
    if (WRITES.test(flags ?? "r")) announce("open", path);
    const opened = (await open(...args)) as FileHandle;
    paths.set(opened, path);
    return opened;
  });
  for (const call of ["mkdir", "rename", "rm", "truncate"] as const) {
    replace(calls, call, (original) => async (...args) => {
      const path = args[call === "rename" ? 1 : 0] as unknown as string;
      if (announce(call, path) === "pass") return original(...args);
      if (call === "rm") removeHalf(path);
      throw new Crash();
    });
  }
  replace(
    handles,
    "writeFile",
    (write) =>
      async function (this: FileHandle, ...args: never[]) {
        if (announce("write", paths.get(this)) === "pass") return write.apply(this, args);
        const bytes = Buffer.from(args[0] as unknown as string);
        await write.call(this, bytes.subarray(0, bytes.length >> 1) as never);
        throw new Crash();
      },
  );
  // Not made: it matters to power cuts only, and takes more time than all the rest.
  replace(
    handles,
    "sync",
    () =>
      async function (this: FileHandle) {
        announce("sync", paths.get(this));
      },
  );
  syncBuiltinESMExports();
  try {
    await run();
  } finally {
    for (const [owner, name, original] of originals) owner[name] = original;
    syncBuiltinESMExports();
  }
  return number;
}

/** A fault that kills the process at a change: before it, or when half of it is done; and keeps it dead. */
export function crashAt(moment: number, half: boolean): Fault {
  return ({ number }) => {
    if (number < moment) return "pass";
    if (number === moment && half) return "half";
    throw new Crash();
  };
}

/** A fault that refuses every change to matching paths with an error of the operating system. */
export function refusing(code: string, path: RegExp): Fault {
  return (change) => {
    if (!path.test(change.path)) return "pass";
    throw Object.assign(new Error(`${code}: refused, ${change.call} '${change.path}'`), {
      code,
      path: change.path,
    });
  };
}

/** What a process leaves that is killed while it removes a folder: some of its entries are gone. */
function removeHalf(path: string): void {
  let entries: string[];
  try {
    entries = readdirSync(path);
  } catch {
    return; // a file, or nothing
  }
  for (const name of entries.slice(0, Math.ceil(entries.length / 2)))
    rmSync(join(path, name), { recursive: true });
}

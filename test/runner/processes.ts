import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The numbers of the processes that a process has started and that are still there. */
export function childrenOf(parent: number): number[] {
  return (existsSync("/proc/self/stat") ? fromProc() : fromPs())
    .filter(({ starter }) => starter === parent)
    .map(({ process }) => process);
}

interface Started {
  readonly process: number;
  readonly starter: number;
}

function fromProc(): Started[] {
  return readdirSync("/proc").flatMap((name) => {
    const process = Number(name);
    if (!Number.isInteger(process)) return [];
    try {
      // The name of the program stands in brackets and may hold anything; state and starter come after it.
      const [state, starter] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)!.split(" ");
      return state === "Z" ? [] : [{ process, starter: Number(starter) }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function fromPs(): Started[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [process, starter] = line.trim().split(/\s+/).map(Number) as [number, number];
    return { process, starter };
  });
}

/** Whether a process is there. */
export function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch {
    return false;
  }
}

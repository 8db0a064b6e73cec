import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { RunExpError } from "../../src/base/errors.ts";
import type { RunEvent } from "../../src/runner/events.ts";
import { scratch } from "../scratch.ts";
import { runFile } from "./tiny.ts";

type Row = Readonly<Record<string, string>>;

export function textIn(results: string, path: string): string {
  return readFileSync(join(results, path), "utf8");
}

export function trialsIn(results: string, version: string): Row[] {
  return parse(textIn(results, `${version}/trials.csv`), { columns: true }) as Row[];
}

/** Runs a file in a new results folder; what happened is beside the folder. */
export async function ran(
  file: string,
  options: Parameters<typeof runFile>[3] = {},
  results = join(scratch(), "results"),
): Promise<{ results: string; events: RunEvent[]; error?: RunExpError }> {
  const events: RunEvent[] = [];
  try {
    await runFile(file, results, (event) => events.push(event), options);
    return { results, events };
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    return { results, events, error };
  }
}

export function count(events: readonly RunEvent[], type: RunEvent["type"]): number {
  return events.filter((event) => event.type === type).length;
}

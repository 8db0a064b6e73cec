import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { RunExpError } from "../base/errors.ts";
import { cacheFolder } from "../data/cache.ts";
import { describeEngines, type EngineReport } from "../engine/engines.ts";
import { describeMachine, gitVersion } from "../runner/environment.ts";
import { checkResults } from "../store/results-folder.ts";
import type { ExitCode, Output } from "./output.ts";
import { sizeText } from "./units.ts";

/** What was found on this machine. */
interface Findings {
  readonly version: string;
  readonly node: string;
  readonly machine: ReturnType<typeof describeMachine>;
  readonly engines: readonly EngineReport[];
  readonly cache: { readonly folder: string; readonly bytes: number };
  readonly results: { readonly folder: string; readonly problem?: string };
  readonly git: string | null;
  /** Whether some engine can train. */
  readonly ready: boolean;
}

/** Says what was found on this machine; the exit code is 0 where something can train. */
export async function doctor(
  { results, json }: { readonly results: string; readonly json: boolean },
  output: Output,
): Promise<ExitCode> {
  const findings = await examine(results);
  if (json) output.result(JSON.stringify(findings, undefined, 2));
  else for (const line of linesOf(findings)) output.result(line);
  if (!findings.ready) output.message("nothing here can train");
  return findings.ready ? 0 : 1;
}

async function examine(results: string): Promise<Findings> {
  const engines = await describeEngines();
  const folder = cacheFolder();
  const problem = await resultsProblem(results);
  return {
    version: manifest.version,
    node: process.versions.node,
    machine: describeMachine(),
    engines,
    cache: { folder, bytes: await sizeBelow(folder) },
    results: { folder: results, ...(problem === undefined ? {} : { problem }) },
    git: (await gitVersion()) ?? null,
    ready: engines.some((engine) => engine.problem === undefined),
  };
}

async function resultsProblem(results: string): Promise<string | undefined> {
  try {
    await checkResults(results);
    return undefined;
  } catch (error) {
    if (error instanceof RunExpError) return error.message;
    throw error;
  }
}

/** Bytes in all files below a folder; 0 where it is not there. Files may come and go meanwhile. */
async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function linesOf({ version, node, machine, engines, cache, results, git }: Findings): string[] {
  const { cpu, cores, memoryGiB, platform } = machine;
  return [
    `  run-exp  ${version}, on Node ${node}`,
    `  machine  ${platform}, ${cores} cores, ${memoryGiB} GiB, ${cpu}`,
    ...engines.flatMap(engineLines),
    line(true, "cache", `${cache.folder}, ${sizeText(cache.bytes)}`),
    line(results.problem === undefined, "results", results.problem ?? `${results.folder} can be written`),
    line(git !== null, "git", git ?? "not found; versions then do not say which commit they are of"),
  ];
}

function engineLines({ name, findings, problem }: EngineReport): string[] {
  if (problem !== undefined)
    return [`${LACKING} ${"engine".padEnd(8)} ${name}: ${problem.message}`, `${INDENT}${problem.hint}`];
  return [
    line(true, "engine", name),
    ...findings.map((finding) => `${INDENT}${mark(finding.found)} ${finding.name}: ${finding.detail}`),
  ];
}

/** Of an engine, which nobody needs all of. */
const LACKING = "–";

const INDENT = " ".repeat(11);

function line(well: boolean, what: string, detail: string): string {
  return `${mark(well)} ${what.padEnd(8)} ${detail}`;
}

function mark(well: boolean): string {
  return well ? "✔" : "✖";
}

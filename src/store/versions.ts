import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { experimentPath, type Named } from "../spec/experiment.ts";
import { STORED } from "../spec/origin.ts";
import { conflicted } from "./conflicts.ts";
import { keeping, whereMissing, whereNoFile } from "./failures.ts";
import { isIgnored } from "./git-files.ts";
import { type Decisive, identityOf } from "./identity.ts";
import { parsedYaml } from "./stored-content.ts";

/** run.json: what a version is, by names and hashes. */
export interface RunFile extends Decisive {
  readonly identity: string;
  /** The engine that ran it; the experiment may have left the choice to run-exp. */
  readonly engine: string;
  readonly seed: number;
  readonly status: "complete" | "diverged";
  /** SHA-256 of model/weights.bin. */
  readonly weights: string;
  /** Weights of other epochs that callbacks left in `model/<name>.bin`: the epoch, and the file's SHA-256. */
  readonly kept: Readonly<Record<string, { readonly epoch: number; readonly weights: string }>>;
}

/** A version folder's name: `v001`, …, `v1000`. */
export function versionName(number: number): string {
  return `v${String(number).padStart(3, "0")}`;
}

/** The folder of an experiment's versions. */
export function experimentFolder(results: string, experiment: Named): string {
  return join(results, ...experimentPath(experiment).split("/"));
}

/** The numbers of the versions in an experiment's folder, ascending. */
export async function versionsIn(folder: string): Promise<number[]> {
  const numbers = await numbersIn(folder);
  const there = await keeping(folder, () =>
    Promise.all(numbers.map(async (number) => !(await isLeftover(join(folder, versionName(number)))))),
  );
  return numbers.filter((_, index) => there[index]);
}

/**
 * The number of the next version in an experiment's folder. One that is there on another branch has left its weights
 * behind, and its number is not given away, so that a merge finds each version in a folder of its own.
 */
export async function nextNumber(folder: string): Promise<number> {
  return ((await numbersIn(folder)).at(-1) ?? 0) + 1;
}

async function numbersIn(folder: string): Promise<number[]> {
  return versionNumbers(await keeping(folder, () => readdir(folder).catch(whereMissing([]))));
}

/** The numbers of those names that are of version folders, ascending. */
export function versionNumbers(names: readonly string[]): number[] {
  return names
    .flatMap((name) => /^v(\d{3,})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Whether a folder holds nothing but what git leaves behind of a version that another branch has. */
async function isLeftover(version: string): Promise<boolean> {
  if ((await stat(join(version, "run.json")).catch(whereNoFile)) !== undefined) return false;
  const entries = await readdir(version, { recursive: true, withFileTypes: true }).catch(whereNoFile);
  const files = (entries ?? []).filter((entry) => !entry.isDirectory());
  return files.length > 0 && files.every(({ name }) => isIgnored(name));
}

/** A version's run.json. Throws a RunExpError `version-damaged` where it cannot be read or was edited. */
export async function readRun(version: string): Promise<RunFile> {
  const path = join(version, "run.json");
  const text = await readFile(path, "utf8").catch(whereNoFile);
  if (text !== undefined && conflicted(text)) {
    throw new RunExpError(
      "version-damaged",
      `${path} holds the conflict marks of a merge`,
      "run-exp list --check says how to keep both versions",
    );
  }
  const run = parsedRun(text);
  if (run !== undefined && run.identity === identityOf(run)) return run;
  throw new RunExpError(
    "version-damaged",
    `${path} ${run === undefined ? "is missing or damaged" : "was edited: its identity is not that of what it names"}`,
    "restore the folder from git, or remove it to run the experiment again",
  );
}

/**
 * A version's resolved experiment, as it stands in experiment.yaml; undefined where that cannot be read. It may be
 * of an earlier run-exp, with components that are no longer there.
 */
export async function readDocument(version: string): Promise<unknown> {
  const text = await readFile(join(version, STORED), "utf8").catch(whereNoFile);
  return text === undefined ? undefined : parsedYaml(text);
}

/**
 * The number of the version with this identity, if there is one. Throws a RunExpError `version-damaged` where there
 * is none, but a damaged version that may have been it.
 */
export async function findVersion(folder: string, identity: string): Promise<number | undefined> {
  let damaged: RunExpError | undefined;
  for (const number of await versionsIn(folder)) {
    try {
      if ((await readRun(join(folder, versionName(number)))).identity === identity) return number;
    } catch (error) {
      if (!(error instanceof RunExpError)) throw error;
      damaged ??= error;
    }
  }
  if (damaged !== undefined) throw damaged;
  return undefined;
}

const TEXTS = ["identity", "experiment", "data", "arithmetic", "engine", "status", "weights"] as const;
const NUMBERS = ["revision", "seed"] as const;

/** run.json as it was read; undefined where it is not there or not whole. */
export function parsedRun(text: string | undefined): RunFile | undefined {
  if (text === undefined) return undefined;
  try {
    const run = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const whole =
      TEXTS.every((name) => typeof run?.[name] === "string") &&
      NUMBERS.every((name) => typeof run?.[name] === "number");
    return whole ? (run as unknown as RunFile) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

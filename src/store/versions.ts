import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { canonicalJson, sha256 } from "../base/hash.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";

/** A version folder's name: `v001`, …, `v1000`. */
export function versionName(number: number): string {
  return `v${String(number).padStart(3, "0")}`;
}

/** run.json: what a version is, by hashes. */
export interface RunFile {
  readonly identity: string;
  readonly experiment: string;
  readonly data: string;
  readonly weights: string;
  /** Weights of other epochs that callbacks left in `model/<name>.bin`. */
  readonly kept: Readonly<Record<string, { readonly epoch: number; readonly weights: string }>>;
  readonly seed: number;
  readonly engine: string;
  readonly arithmetic: string;
  readonly status: "complete" | "diverged";
}

/**
 * What a run is: the resolved experiment without its description (wording decides no result), the data's
 * fingerprint and the engine's arithmetic. Equal identities, equal bytes.
 */
export function identityOf(experiment: Experiment, fingerprint: string, arithmetic: string): string {
  return sha256(canonicalJson({ experiment: experimentHash(experiment), fingerprint, arithmetic }));
}

export function experimentHash(experiment: Experiment): string {
  return sha256(canonicalJson({ ...experiment, description: undefined }));
}

/** The numbers of the complete versions in an experiment's folder, ascending. */
export async function versionsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .flatMap((name) => /^v(\d{3,})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** A version's run.json. Throws a RunExpError `version-damaged` where it cannot be read. */
export async function readRun(folder: string): Promise<RunFile> {
  const path = join(folder, "run.json");
  try {
    const run = JSON.parse(await readFile(path, "utf8")) as RunFile;
    if (typeof run.identity === "string") return run;
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  throw new RunExpError(
    "version-damaged",
    `${path} is missing or damaged`,
    "restore the folder from git, or remove it to run the experiment again",
  );
}

/** The number of the complete version with this identity, if there is one. */
export async function findVersion(folder: string, identity: string): Promise<number | undefined> {
  for (const number of await versionsIn(folder)) {
    if ((await readRun(join(folder, versionName(number)))).identity === identity) return number;
  }
  return undefined;
}

/** The folder of an experiment's versions. */
export function experimentFolder(results: string, experiment: Experiment): string {
  return join(results, ...experimentPath(experiment).split("/"));
}

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { sha256 } from "../base/hash.ts";
import type { Experiment } from "../spec/experiment.ts";
import { loadExperiments } from "../spec/load.ts";
import { ENVIRONMENT, STORED } from "../spec/origin.ts";
import { renderIssue } from "../spec/render.ts";
import type { Search } from "../spec/search.ts";
import { whereMissing } from "../store/failures.ts";
import { isIgnored } from "../store/git-files.ts";
import { damageOf, readSums } from "../store/sums.ts";
import { firstDifference } from "../store/text-difference.ts";
import { type RunFile, readRun } from "../store/versions.ts";
import type { Environment } from "./environment.ts";
import type { RunEvent } from "./events.ts";
import { runStudy } from "./study.ts";

export interface VerifyOptions {
  /** How many trials of a search run side by side at most; absent: one a core. */
  readonly workers?: number;
  readonly offline: boolean;
  readonly signal?: AbortSignal;
  emit(event: RunEvent): void;
}

/** What a version's second run came to. */
export interface Verification {
  /** How many files were compared. */
  readonly files: number;
  /** Files that are not as they were written, each with what is wrong. */
  readonly damage: readonly string[];
  readonly different: readonly FileDifference[];
  /** What probably makes the difference; absent where nothing differs. */
  readonly reason?: string;
}

export interface FileDifference {
  readonly file: string;
  /** `line 3, val_loss`; absent where the file is not text. */
  readonly where?: string;
  /** In the version, and in the second run. */
  readonly before?: string;
  readonly after?: string;
}

/**
 * Runs a version's experiment again, elsewhere and on the engine that made it, and compares every file that is the
 * same for equal runs. Throws a RunExpError where the version cannot be read or its experiment not be run.
 */
export async function verifyVersion(version: string, options: VerifyOptions): Promise<Verification> {
  const run = await readRun(version);
  const sums = await readSums(version);
  const damage = await damageOf(version);
  const { subject, folder } = await subjectOf(version);
  const results = await mkdtemp(join(tmpdir(), "run-exp-verify-"));
  try {
    const made = await runStudy(subject, { ...options, results, folder, engine: run.engine });
    const again = await readSums(made.folder);
    const different: FileDifference[] = [];
    for (const name of [...new Set([...sums.keys(), ...again.keys()])].sort()) {
      const difference = await differenceOf(name, { version, sums }, { version: made.folder, sums: again });
      if (difference !== undefined) different.push(difference);
    }
    const asMade = [...sums].every(([name, sum]) => again.get(name) === sum) && sums.size === again.size;
    const reason = asMade ? EDITED : reasonOf(run, await readRun(made.folder), await gpuOf(made.folder));
    return { files: sums.size, damage, different, ...(different.length === 0 ? {} : { reason }) };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

async function subjectOf(
  version: string,
): Promise<{ readonly subject: Experiment | Search; readonly folder: string }> {
  const path = join(version, STORED);
  const loaded = await loadExperiments(path);
  const [subject] = [...loaded.experiments, ...loaded.searches];
  if (subject !== undefined) return { subject, folder: loaded.folder };
  const issue = loaded.issues[0];
  const why = issue === undefined ? "it holds no experiment" : renderIssue(issue).split("\n")[0]!;
  throw new RunExpError(
    "unreadable-experiment",
    `${path} cannot be run by this version of run-exp: ${why}`,
    "env.json says which version of run-exp made it; install that one to verify",
  );
}

interface Side {
  readonly version: string;
  readonly sums: ReadonlyMap<string, string>;
}

/** Where a file differs as it lies in both; undefined where it does not. Weights that are not there are known by hash. */
async function differenceOf(file: string, before: Side, after: Side): Promise<FileDifference | undefined> {
  const [old, own] = [await contentOf(file, before), await contentOf(file, after)];
  const hash = (content: Buffer | undefined, { sums }: Side) =>
    content === undefined && isIgnored(file) ? sums.get(file) : content && sha256(content);
  if (hash(old, before) === hash(own, after)) return undefined;
  if (old === undefined) return { file, where: "is missing" };
  if (own === undefined) return { file, where: "is not made any more" };
  if (file.endsWith(".bin")) return { file };
  return { file, ...firstDifference(file, old.toString("utf8"), own.toString("utf8")) };
}

function contentOf(file: string, { version }: Side): Promise<Buffer | undefined> {
  return readFile(join(version, ...file.split("/"))).catch(whereMissing(undefined));
}

const EDITED = "files were changed since the version was made: as it was made, it comes out the same";

/** The GPU that trained a version; undefined where cores did. */
async function gpuOf(version: string): Promise<string | undefined> {
  const { machine } = JSON.parse(await readFile(join(version, ENVIRONMENT), "utf8")) as Environment;
  return machine.gpu;
}

/** The likeliest reason first: what is known to decide bytes. `gpu` is what trained the second time. */
export function reasonOf(made: RunFile, again: RunFile, gpu: string | undefined): string {
  if (made.revision !== again.revision) {
    return "this run-exp computes otherwise than the one that made the version";
  }
  if (made.arithmetic !== again.arithmetic) {
    return `other arithmetic: ${made.arithmetic} made the version, and this machine has ${again.arithmetic}`;
  }
  if (made.data !== again.data) {
    return "other data: what they hold, or how they are divided, is not what the version was made of";
  }
  if (made.experiment !== again.experiment)
    return "experiment.yaml is not the one that the version was made of";
  if (gpu !== undefined) {
    return `${gpu} trained it, and a GPU may add in another order from run to run: equal bytes are not promised there`;
  }
  return "nothing that is known to decide a result differs: please report this";
}

import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { isAbsolute, relative } from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import type { Engine } from "../engine/engine.ts";

/** Where and with what a run was made. Nothing of it decides a result. */
export interface Environment {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly platform: string;
    /** The GPU that trained, and its driver; absent where cores did. */
    readonly gpu?: string;
  };
  readonly versions: { readonly node: string; readonly "run-exp": string; readonly engine: string };
  /** The state of the repository that the experiment stands in; absent where it stands in none. */
  readonly git?: {
    readonly commit: string;
    /** Whether anything but the results was changed or added since that commit. */
    readonly dirty: boolean;
  };
}

/** The machine and the programs; `folder` is the experiment's. */
export async function describeEnvironment(
  folder: string,
  results: string,
  { engine, arithmetic }: { readonly engine: Pick<Engine, "gpu">; readonly arithmetic: string },
): Promise<Environment> {
  const git = await describeGit(folder, results);
  return {
    machine: { ...describeMachine(), ...(engine.gpu === undefined ? {} : { gpu: engine.gpu }) },
    versions: { node: process.versions.node, "run-exp": manifest.version, engine: arithmetic },
    ...(git === undefined ? {} : { git }),
  };
}

export function describeMachine(): Environment["machine"] {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
  };
}

/** `2.43.0`; undefined where there is no git. */
export async function gitVersion(): Promise<string | undefined> {
  return (await git(".", "--version"))?.replace(/^git version /, "");
}

async function describeGit(folder: string, results: string): Promise<Environment["git"]> {
  const [commit, top] = (await git(folder, "rev-parse", "HEAD", "--show-toplevel"))?.split("\n") ?? [];
  if (commit === undefined || top === undefined) return undefined;
  const inside = relative(await realpath(top), await realpath(results)).replaceAll("\\", "/");
  const outside = inside === "" || inside.startsWith("..") || isAbsolute(inside);
  const without = outside ? [] : [`:(top,exclude,literal)${inside}`];
  const changes = await git(folder, "status", "--porcelain", "--", ":(top)", ...without);
  return changes === undefined ? undefined : { commit, dirty: changes !== "" };
}

/** What git prints; undefined where there is no git, no repository or no commit. */
async function git(folder: string, ...command: string[]): Promise<string | undefined> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  return promisify(execFile)("git", ["-C", folder, ...command], {
    env,
    timeout: 10_000,
    maxBuffer: 2 ** 28,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

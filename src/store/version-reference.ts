import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { keeping, whereMissing } from "./failures.ts";
import { readIndex } from "./index-file.ts";
import { versionName, versionsIn } from "./versions.ts";

/** A version as a person names it by its experiment. */
export interface VersionReference {
  /** With its variant: `cnn/width=64`. */
  readonly experiment: string;
  readonly which: number | "latest";
}

/** Reads `cnn-adam@2`, `cnn-adam@latest`, or `cnn-adam` for the latest too; undefined where a text is none of them. */
export function readReference(text: string): VersionReference | undefined {
  const [, experiment, which = "latest"] = /^([^@]+)(?:@([1-9]\d*|latest))?$/.exec(text) ?? [];
  if (experiment === undefined) return undefined;
  return { experiment, which: which === "latest" ? which : Number(which) };
}

/** Which of the numbers there are, in their order, a reference means; undefined where it is none of them. */
export function chosen(numbers: readonly number[], which: VersionReference["which"]): number | undefined {
  return which === "latest" ? numbers.at(-1) : numbers.find((own) => own === which);
}

/**
 * The folder of a version that a person names: `cnn-adam@2`, `cnn-adam/width=64@1`, its path, or for the latest
 * `cnn-adam@latest` or `cnn-adam` alone. Throws a RunExpError `no-version` where there is none.
 */
export async function versionFolder(reference: string, results: string): Promise<string> {
  if (await isVersion(reference)) return reference;
  const named = readReference(reference);
  if (named === undefined) {
    throw new RunExpError(
      "no-version",
      `${reference} is no version`,
      `name one as experiment@2, as experiment for its latest, or by its folder: ${join(results, "experiment", "v002")}`,
    );
  }
  const { experiment, which } = named;
  const folder = join(results, ...experiment.split("/"));
  const numbers = await versionsIn(folder);
  const number = chosen(numbers, which);
  if (number !== undefined) return join(folder, versionName(number));
  if (numbers.length > 0) {
    const hint = `its versions are ${numbers.map((own) => `@${own}`).join(", ")}`;
    throw new RunExpError("no-version", `${experiment} has no version ${which} in ${results}`, hint);
  }
  const known = [...new Set((await readIndex(results)).map((row) => row.experiment))];
  const near = nearest(experiment, known);
  const meant =
    near === undefined
      ? "run-exp list tells what there is"
      : `did you mean ${reference.replace(experiment, near)}?`;
  throw new RunExpError("no-version", `there is no version of ${experiment} in ${results}`, meant);
}

async function isVersion(path: string): Promise<boolean> {
  const found = await keeping(path, () => stat(join(path, "run.json")).catch(whereMissing(undefined))).catch(
    (error: unknown) => {
      if (error instanceof RunExpError) return undefined; // a file stands there
      throw error;
    },
  );
  return found !== undefined;
}

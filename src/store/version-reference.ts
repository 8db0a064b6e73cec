import { stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { keeping, whereMissing } from "./failures.ts";
import { readIndex } from "./index-file.ts";
import { resultsAbove } from "./results-folder.ts";
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

/** A version that is there. */
export interface NamedVersion {
  /** As it is called, the latest by its number. */
  readonly name: string;
  readonly folder: string;
}

/**
 * The version that a person names: `cnn-adam@2`, `cnn-adam/width=64@1`, for the latest `cnn-adam@latest` or `cnn-adam`
 * alone or the experiment's folder, or by the version's own folder. Throws a RunExpError `no-version` where there is none.
 */
export async function namedVersion(reference: string, results: string): Promise<NamedVersion> {
  if (await isVersion(reference)) return { name: reference, folder: reference };
  const named = readReference(belowResults(reference, results));
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
  if (number !== undefined)
    return { name: `${experiment}@${number}`, folder: join(folder, versionName(number)) };
  throw numbers.length > 0
    ? new RunExpError(
        "no-version",
        `${experiment} has no version ${which} in ${results}`,
        numbersHint(numbers),
      )
    : new RunExpError(
        "no-version",
        `there is no version of ${experiment} in ${results}`,
        await absentHint(named, results),
      );
}

/** Tells the versions that an experiment has. */
export function numbersHint(numbers: readonly number[]): string {
  return `its versions are ${numbers.map((own) => `@${own}`).join(", ")}`;
}

/** A path below the results folder, as a shell completes it, without that folder. */
function belowResults(reference: string, results: string): string {
  const inside = relative(resolve(results), resolve(reference));
  const below = inside === "" || inside.startsWith("..") || isAbsolute(inside) ? reference : inside;
  return below.split(sep).join("/").replace(/\/+$/, "");
}

async function absentHint({ experiment, which }: VersionReference, results: string): Promise<string> {
  const known = [...new Set((await readIndex(results)).map((row) => row.experiment))];
  const variants = known.filter((name) => name.startsWith(`${experiment}/`));
  if (variants.length > 0) return `its variants have: ${variants.join(", ")}`;
  const near = nearest(experiment, known);
  if (near !== undefined) return `did you mean ${which === "latest" ? near : `${near}@${which}`}?`;
  const above = await resultsAbove(results);
  return above === undefined
    ? "run-exp list tells what there is"
    : `there are versions in ${above}: --results ${above}`;
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

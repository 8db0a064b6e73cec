import { join, resolve } from "node:path";
import { OptionProblem } from "../base/errors.ts";
import type { Configuration } from "../space/space.ts";
import type { Search } from "../spec/search.ts";
import { filesIn } from "../store/open-version.ts";
import { readTrials } from "../store/read-trials.ts";
import { TRIAL_COLUMNS, TRIALS } from "../store/search-files.ts";
import { tableOf } from "../store/stored-content.ts";
import { damageOf } from "../store/sums.ts";
import { readDocument } from "../store/versions.ts";
import { loggedNames } from "../train/loop.ts";

/** Trials of an earlier search that a new one begins from. */
export interface Earlier {
  readonly trials: readonly { readonly configuration: Configuration; readonly value: number }[];
  /** Those that the space does not allow, each with its reasons. */
  readonly leftOut: readonly { readonly trial: string; readonly reasons: readonly string[] }[];
}

/**
 * The trials of the version that `search.from` names, as far as the space allows them; none where it names none. Throws
 * an OptionProblem where there is no such version, or where it is of no search.
 */
export async function earlierTrials(search: Search, folder: string): Promise<Earlier> {
  const { search: section, space } = search;
  if (section.from === undefined) return { trials: [], leftOut: [] };
  const version = resolve(folder, section.from);
  const files = filesIn(version, version);
  if ((await files.text(TRIALS)) === undefined) {
    throw new OptionProblem(
      ["search", "from"],
      `there is no ${join(version, TRIALS)}`,
      "name the folder of a search's version: ../results/cnn/v001",
    );
  }
  await refuseOther(version, search);
  const rows = readTrials(await tableOf(files, TRIALS, TRIAL_COLUMNS), space);
  const whole = Math.max(...rows.map(({ epochs }) => epochs));
  const trials: { configuration: Configuration; value: number }[] = [];
  const leftOut: { trial: string; reasons: string[] }[] = [];
  for (const { trial, configuration, value, status, epochs, rung, misfits } of rows) {
    const reasons = [...misfits];
    if (!Number.isFinite(value)) reasons.push("it came to no figure");
    else if (status === "pruned") reasons.push("it was given up early");
    else if (rung !== undefined && epochs < whole) reasons.push(`it was trained for ${epochs} epochs only`);
    if (reasons.length === 0) trials.push({ configuration, value });
    else leftOut.push({ trial: String(trial), reasons });
  }
  return { trials, leftOut };
}

/** Figures of another objective, or of a file that was edited, would mislead the tuner. */
async function refuseOther(version: string, search: Search): Promise<void> {
  const changed = (await damageOf(version)).find((what) => what.startsWith(TRIALS));
  if (changed !== undefined) {
    const hint = "restore it from git";
    throw new OptionProblem(["search", "from"], `${changed} since ${version} was made`, hint);
  }
  const document = (await readDocument(version)) as { search?: { objective?: Objective } } | undefined;
  const { metric, goal } = document?.search?.objective ?? {};
  const own = search.search.objective;
  const theirs = goal ?? (metric === own.metric ? goalOf(search) : undefined);
  if (metric === own.metric && theirs === search.goal) return;
  throw new OptionProblem(
    ["search", "from"],
    `the objective of ${version} is ${[metric ?? "none", theirs ?? []].flat().join(", ")}, and this search's is ${own.metric}, ${search.goal}`,
    "begin from a search for the same",
  );
}

interface Objective {
  readonly metric?: string;
  readonly goal?: "max" | "min";
}

/** Which way of the objective is better where a file does not say. */
function goalOf({ search, samples: [{ experiment }] }: Search): "max" | "min" {
  const { metrics } = experiment.train;
  return loggedNames(metrics, true).get(search.objective.metric) === "higher" ? "max" : "min";
}

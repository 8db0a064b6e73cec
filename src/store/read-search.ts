import { readSpace, type SpaceSection } from "../space/compile.ts";
import { Space } from "../space/space.ts";
import { betterWay } from "../train/metrics.ts";
import { readTrials, type StoredTrial } from "./read-trials.ts";
import { type Importance, type SearchContent, TRIAL_COLUMNS, TRIALS } from "./search-files.ts";
import { jsonOf, type StoredFiles, type StoredTable, tableIfThere } from "./stored-content.ts";

/** The trials of a version's search, and what they were tried for. */
export interface SearchedTrials extends Pick<SearchContent, "objective" | "best" | "space"> {
  readonly trials: readonly StoredTrial[];
  readonly importance: Pick<Importance, "hyperparameters">;
}

/** What experiment.yaml holds of a search. */
interface Searching {
  readonly objective?: { readonly metric: string; readonly goal?: "max" | "min" };
  readonly space?: SpaceSection;
}

/**
 * The search of a version whose resolved experiment is `document`; undefined where there was none, or where this run-exp
 * does not know its space any more. Throws a RunExpError `version-damaged` where a file of it cannot be read.
 */
export async function readSearch(
  files: StoredFiles,
  document: Readonly<Record<string, unknown>>,
): Promise<SearchedTrials | undefined> {
  const { objective, space: section } = (document.search ?? {}) as Searching;
  const trials = await tableIfThere(files, TRIALS, TRIAL_COLUMNS);
  if (objective === undefined || section === undefined || trials === undefined) return undefined;
  const space = readSpace(section);
  const { search } = (await jsonOf(files, "metrics.json")) as { search?: { best?: { trial?: number } } };
  if (!(space instanceof Space) || search?.best?.trial === undefined) return undefined;
  const importance = await tableIfThere(files, "importance.csv", ["hyperparameter", "share", "low", "high"]);
  return {
    objective: { name: objective.metric, better: wayOf(objective) },
    best: search.best.trial,
    space,
    trials: readTrials(trials, space),
    importance: { hyperparameters: importance?.map(importanceOf) ?? [] },
  };
}

function importanceOf({
  hyperparameter,
  share,
  low,
  high,
}: StoredTable[number]): Importance["hyperparameters"][number] {
  return { name: hyperparameter!, share: Number(share), low: Number(low), high: Number(high) };
}

function wayOf({ metric, goal }: NonNullable<Searching["objective"]>): "higher" | "lower" {
  if (goal === undefined) return betterWay(metric);
  return goal === "max" ? "higher" : "lower";
}

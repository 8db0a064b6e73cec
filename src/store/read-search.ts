import { parse } from "csv-parse/sync";
import { readSpace, type SpaceSection } from "../space/compile.ts";
import { Space } from "../space/space.ts";
import { betterWay } from "../train/metrics.ts";
import { readTrials, type StoredTrial } from "./read-trials.ts";
import type { StoredFiles } from "./read-version.ts";
import type { Importance, SearchContent } from "./search-files.ts";

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
 * does not know its space any more.
 */
export async function readSearch(
  { text }: StoredFiles,
  document: Readonly<Record<string, unknown>>,
): Promise<SearchedTrials | undefined> {
  const { objective, space: section } = (document.search ?? {}) as Searching;
  const [trials, metrics] = [await text("trials.csv"), await text("metrics.json")];
  if (objective === undefined || section === undefined || trials === undefined || metrics === undefined) {
    return undefined;
  }
  const space = readSpace(section);
  const { search } = JSON.parse(metrics) as { search?: { best?: { trial?: number } } };
  if (!(space instanceof Space) || search?.best?.trial === undefined) return undefined;
  return {
    objective: { name: objective.metric, better: wayOf(objective) },
    best: search.best.trial,
    space,
    trials: readTrials(trials, space),
    importance: { hyperparameters: importanceIn(await text("importance.csv")) },
  };
}

/** The rows of importance.csv; none where it is not there. */
function importanceIn(text: string | undefined): Importance["hyperparameters"] {
  const rows = parse(text ?? "", { columns: true }) as Record<string, string>[];
  return rows.map(({ hyperparameter, share, low, high }) => ({
    name: hyperparameter!,
    ...{ share: Number(share), low: Number(low), high: Number(high) },
  }));
}

function wayOf({ metric, goal }: NonNullable<Searching["objective"]>): "higher" | "lower" {
  if (goal === undefined) return betterWay(metric);
  return goal === "max" ? "higher" : "lower";
}

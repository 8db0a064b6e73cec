import type { TopLevelSpec } from "vega-lite";
import type { SearchedTrials } from "../../store/read-search.ts";
import { readReplicates, type StoredVersion } from "../../store/read-version.ts";
import type { StoredFiles } from "../../store/stored-content.ts";
import type { EpochRecord } from "../../train/callback.ts";
import { type Plotted, plotsOf } from "../plots/version-plots.ts";

/**
 * The plots of a version that its files make anew, by the names of their files. The pictures of mistakes are in none, so
 * their sheet is not among them.
 */
export async function storedPlots(
  files: StoredFiles,
  stored: StoredVersion,
  search: SearchedTrials | undefined,
): Promise<Readonly<Record<string, TopLevelSpec>>> {
  if (stored.history.length === 0) return {};
  const others = await readReplicates(files, stored.replicates?.count ?? 1);
  const { finalEpoch } = stored;
  return plotsOf({
    trainings: [
      { history: stored.history.map(recordOf), finalEpoch },
      ...others.map((history) => ({ history: history.map(recordOf) })),
    ],
    ...(search === undefined ? {} : { search }),
    ...confusionsOf(stored),
    pictured: [],
  });
}

function recordOf({ epoch, learning_rate, ...logs }: StoredVersion["history"][number]): EpochRecord {
  return { epoch: epoch!, learningRate: learning_rate!, logs };
}

/** Classes by their numbers, as `Plotted` has them. */
function confusionsOf({ confusions, recalls }: StoredVersion): Pick<Plotted, "confusions" | "classes"> {
  if (confusions === undefined || recalls === undefined) return {};
  const classes = [...recalls.keys()];
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const numbered = confusions.map(({ truth, answer, count }) => ({
    truth: numbers.get(truth)!,
    answer: numbers.get(answer)!,
    count,
  }));
  return { confusions: numbered, classes };
}

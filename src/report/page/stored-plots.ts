import type { TopLevelSpec } from "vega-lite";
import type { SearchedTrials } from "../../store/read-search.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import type { EpochRecord } from "../../train/callback.ts";
import { confusionMatrix } from "../plots/confusion.ts";
import { hyperparameters } from "../plots/hyperparameters.ts";
import { learningCurves } from "../plots/learning-curves.ts";
import { parallel } from "../plots/parallel.ts";
import { trialsPlot } from "../plots/trials.ts";

/** The plots of a report that its version's figures make anew, by the names of their files. */
export function storedPlots(
  stored: StoredVersion,
  search: SearchedTrials | undefined,
): Readonly<Record<string, TopLevelSpec>> {
  const history = stored.history.map(recordOf);
  return {
    ...(history.length === 0 ? {} : { "learning-curves": learningCurves(history, stored.finalEpoch) }),
    ...(search === undefined
      ? {}
      : { trials: trialsPlot(search), hyperparameters: hyperparameters(search), parallel: parallel(search) }),
    ...confusionPlot(stored),
  };
}

function recordOf({ epoch, learning_rate, ...logs }: StoredVersion["history"][number]): EpochRecord {
  return { epoch: epoch!, learningRate: learning_rate!, logs };
}

function confusionPlot({ confusions, recalls }: StoredVersion): Record<string, TopLevelSpec> {
  if (confusions === undefined || recalls === undefined) return {};
  const classes = [...recalls.keys()];
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const numbered = confusions.map(({ truth, answer, count }) => ({
    truth: numbers.get(truth)!,
    answer: numbers.get(answer)!,
    count,
  }));
  return { confusion: confusionMatrix(numbered, classes) };
}

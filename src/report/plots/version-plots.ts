import type { TopLevelSpec } from "vega-lite";
import type { Space } from "../../space/space.ts";
import type { TrainingFigures } from "../../store/figures.ts";
import type { Importance } from "../../store/search-files.ts";
import type { Reported } from "../report.ts";
import { confusionMatrix } from "./confusion.ts";
import { hyperparameters } from "./hyperparameters.ts";
import { importancePlot } from "./importance.ts";
import { learningCurves } from "./learning-curves.ts";
import { mistakesSheet } from "./mistakes.ts";
import { parallel } from "./parallel.ts";
import { replicateCurves } from "./replicates.ts";
import { trialsPlot } from "./trials.ts";
import type { Searched } from "./tried.ts";

/** What the plots of a version show: a finished run has it, and the files of a version. */
export interface Plotted extends Pick<Reported, "confusions" | "classes" | "pictured"> {
  /** The first replicate, then the others. */
  readonly trainings: readonly [
    Pick<TrainingFigures, "history" | "finalEpoch">,
    ...Pick<TrainingFigures, "history">[],
  ];
  readonly search?: Searched & {
    readonly space: Space;
    readonly importance: Pick<Importance, "hyperparameters">;
  };
}

/** The plots of a version by the names of their files. */
export function plotsOf(content: Plotted): Readonly<Record<string, TopLevelSpec>> {
  const { trainings, confusions, classes, pictured } = content;
  const [{ history, finalEpoch }] = trainings;
  return {
    "learning-curves": learningCurves(history, finalEpoch),
    ...(trainings.length === 1 ? {} : { replicates: replicateCurves(trainings.map((own) => own.history)) }),
    ...searchPlots(content),
    ...(confusions === undefined || classes === undefined
      ? {}
      : { confusion: confusionMatrix(confusions, classes) }),
    ...(pictured.length === 0 ? {} : { mistakes: mistakesSheet(pictured, classes ?? []) }),
  };
}

function searchPlots({ search }: Plotted): Record<string, TopLevelSpec> {
  if (search === undefined) return {};
  const known = search.importance.hyperparameters;
  return {
    trials: trialsPlot(search),
    hyperparameters: hyperparameters(search),
    parallel: parallel(search),
    ...(known.length === 0 ? {} : { importance: importancePlot(known) }),
  };
}

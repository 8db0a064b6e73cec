import { exportModel } from "../engine/tfjs/export.ts";
import { modelText } from "../model/summary.ts";
import { learningCurves } from "../report/plots/learning-curves.ts";
import { svgOf } from "../report/plots/svg.ts";
import { type Reported, reportText } from "../report/report.ts";
import { spaceText } from "../report/search-section.ts";
import type { TrainingFigures } from "../store/figures.ts";
import type { SearchContent } from "../store/search-files.ts";
import { type VersionContent, versionFiles } from "../store/version-files.ts";
import { FINAL } from "../train/callback.ts";
import { type Checkpoint, finalWeights, type KeptWeights } from "../train/loop.ts";
import type { Study } from "./prepare.ts";
import { partSizes, type Trained } from "./training.ts";

/**
 * The files of the version that finished trainings make: the first replicate's, of which `checkpoint` is the last
 * checkpoint, then the others'.
 */
export async function filesOf(
  {
    experiment,
    identity,
    decisive,
    engine,
    data,
    model,
    search,
  }: Study & { readonly search?: SearchContent },
  [first, ...others]: readonly [Trained, ...Trained[]],
  checkpoint: Checkpoint,
  environment: VersionContent["environment"],
): Promise<Map<string, string | Uint8Array>> {
  const trainings: [TrainingFigures, ...TrainingFigures[]] = [
    first.figures,
    ...others.map(({ figures }) => figures),
  ];
  const { history, finalEpoch } = first.figures;
  const reported: Reported = {
    experiment,
    identity,
    decisive,
    engine: engine.name,
    ...(data.classes === undefined ? {} : { classes: data.classes }),
    trainings,
    ...(first.confusions === undefined ? {} : { confusions: first.confusions }),
    kept: keptWeights(checkpoint),
    modelText: modelText(model),
    ...(search === undefined ? {} : { search }),
    origin: data.origin,
    sizes: partSizes(data),
  };
  return versionFiles({
    ...reported,
    model: await exportModel(model, finalWeights(checkpoint).weights),
    report: reportText(reported),
    ...(search === undefined ? {} : { spaceText: spaceText(search) }),
    plots: { "learning-curves": await svgOf(learningCurves(history, finalEpoch)) },
    environment,
  });
}

/** The weights that callbacks left beside the final ones. */
function keptWeights({ kept, progress }: Checkpoint): Record<string, KeptWeights> {
  const others = Object.entries(kept).filter(([name]) => name !== FINAL);
  return Object.fromEntries(
    others.map(([name, weights]) => [name, { epoch: progress.kept[name]!, weights }]),
  );
}

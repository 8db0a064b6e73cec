import type { Dataset } from "../data/dataset.ts";
import { arePictures, pictureOf } from "../data/picture.ts";
import { exportModel } from "../engine/tfjs/export.ts";
import { modelText } from "../model/summary.ts";
import { LARGEST_SIDE, type PicturedMistake } from "../report/plots/mistakes.ts";
import { svgOf } from "../report/plots/svg.ts";
import { plotsOf } from "../report/plots/version-plots.ts";
import { type Reported, reportText } from "../report/report.ts";
import { spaceText } from "../report/search-section.ts";
import type { TrainingFigures } from "../store/figures.ts";
import type { SearchContent } from "../store/search-files.ts";
import { type VersionContent, versionFiles } from "../store/version-files.ts";
import { FINAL } from "../train/callback.ts";
import { type Checkpoint, finalWeights, type KeptWeights } from "../train/loop.ts";
import type { Mistake } from "../train/measure.ts";
import type { Study } from "./prepare.ts";
import { partSizes, type Trained, toldPart } from "./training.ts";

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
  const reported: Reported = {
    experiment,
    identity,
    decisive,
    engine: engine.name,
    ...(data.classes === undefined ? {} : { classes: data.classes }),
    trainings,
    ...(first.confusions === undefined ? {} : { confusions: first.confusions }),
    ...(first.mistakes === undefined ? {} : { mistakes: first.mistakes }),
    pictured: picturesOf(data, first.mistakes ?? []),
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
    plots: await drawn(plotsOf(reported)),
    environment,
  });
}

/** Mistakes on images, with these. */
function picturesOf(data: Dataset, mistakes: readonly Mistake[]): PicturedMistake[] {
  const part = toldPart(data);
  if (part === undefined || !arePictures(data)) return [];
  return mistakes.map((own) => ({ ...own, picture: pictureOf(data[part]!, own.sample, LARGEST_SIDE) }));
}

/** One after the other: ids in a plot count from where the last one's ended. */
async function drawn(plots: ReturnType<typeof plotsOf>): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, spec] of Object.entries(plots)) texts[name] = await svgOf(spec);
  return texts;
}

/** The weights that callbacks left beside the final ones. */
function keptWeights({ kept, progress }: Checkpoint): Record<string, KeptWeights> {
  const others = Object.entries(kept).filter(([name]) => name !== FINAL);
  return Object.fromEntries(
    others.map(([name, weights]) => [name, { epoch: progress.kept[name]!, weights }]),
  );
}

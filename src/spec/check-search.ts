import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { OptionProblem } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { nameOf } from "../component/component.ts";
import { type DataOutline, describeDataset } from "../data/open.ts";
import type { SourceContext } from "../data/source.ts";
import { configurationKey, type Space } from "../space/space.ts";
import { callbacks, watchesValidation } from "../train/callbacks.ts";
import { loggedNames } from "../train/loop.ts";
import { tuners } from "../tuner/tuners.ts";
import type { Issues } from "./issue.ts";
import { keyAt, type Located, originAt, type Path } from "./located.ts";
import type { Read } from "./read.ts";
import { asConfiguration, asTrial, type SearchSection } from "./search.ts";

interface CheckedSearch {
  readonly section: SearchSection;
  readonly tree: Located;
  /** Whether everything at and below a path of the section is known and valid. */
  sound(path: Path): boolean;
  readonly space: Space;
  /** The rest of the file under every sampled configuration; none where something in it is wrong. */
  readonly experiments: readonly Read[];
  readonly data: SourceContext;
}

/**
 * The rules of a search that no schema can state: the objective is logged, what trials do otherwise fits, the tuner
 * can work on the space, the first configurations are in it. Returns which way the objective is better.
 */
export async function checkSearch(
  subject: CheckedSearch,
  issues: Issues,
): Promise<"max" | "min" | undefined> {
  const { sound, experiments } = subject;
  if (sound(["start"])) checkStart(subject, issues);
  if (sound(["from"])) checkFrom(subject, issues);
  if (sound(["tuner"])) checkTuner(subject, issues);
  if (sound(["tuner"]) && sound(["start"])) checkBudget(subject, issues);
  if (experiments.length === 0) return undefined;
  const outline = await describeDataset(experiments[0]!.experiment.dataset, subject.data);
  if (sound(["final"])) checkFinal(subject, outline, issues);
  if (sound(["trial"])) {
    if (sound(["tuner"])) checkTrialEpochs(subject, issues);
    for (const { experiment } of experiments) checkTrialCallbacks(subject, experiment, outline, issues);
  }
  return sound(["objective"]) ? goalOf(subject, outline, issues) : undefined;
}

function goalOf(
  { section, tree, experiments }: CheckedSearch,
  outline: DataOutline,
  issues: Issues,
): "max" | "min" | undefined {
  const { metric, goal } = section.objective;
  const logged = loggedNames(experiments[0]!.experiment.train.metrics, outline.counts.validation > 0);
  const better = logged.get(metric);
  if (better !== undefined) return goal ?? (better === "higher" ? "max" : "min");
  const names = [...logged.keys()];
  const near = nearest(metric, names);
  const validation = metric.startsWith("val_") && outline.counts.validation === 0;
  issues.add(
    "bad-objective",
    originAt(tree, ["objective", "metric"]),
    `\`${metric}\` is not logged${validation ? ": there are no validation samples" : ""}`,
    validation
      ? "hold some out: dataset.split.validation: 0.2"
      : `${near === undefined ? "" : `did you mean \`${near}\`? `}logged: ${names.join(", ")}`,
  );
  return undefined;
}

/** What is known of a search from its tuner and its space alone. */
type CheckedTuner = Pick<CheckedSearch, "tree" | "space"> & {
  readonly section: Pick<SearchSection, "start" | "tuner" | "parallel">;
};

/** Refuses configurations to start with that are none of the space. */
export function checkStart({ section, tree, space }: CheckedTuner, issues: Issues): void {
  const seen = new Set<string>();
  for (const [index, written] of (section.start ?? []).entries()) {
    const configuration = asConfiguration(written);
    const at = originAt(tree, ["start", index]);
    for (const { parameter, message, hint } of space.problems(configuration)) {
      issues.add("bad-start", keyAt(tree, ["start", index, parameter]), message, hint);
    }
    const key = configurationKey(configuration);
    if (seen.has(key))
      issues.add("bad-start", at, "this configuration is listed twice", "leave one of them out");
    seen.add(key);
  }
}

/** Refuses a folder that holds no trials. One that is not there yet may still be made before the search is run. */
function checkFrom({ section: { from }, tree, data }: CheckedSearch, issues: Issues): void {
  if (from === undefined) return;
  const folder = resolve(data.folder, from);
  if (!existsSync(folder) || existsSync(join(folder, "trials.csv"))) return;
  issues.add(
    "bad-from",
    originAt(tree, ["from"]),
    `\`${from}\` holds no trials.csv, so it is no version of a search`,
    "name the folder of a search's version: ../results/cnn/v001",
  );
}

/** Refuses what the tuner cannot work with. */
export function checkTuner({ section, tree, space }: CheckedTuner, issues: Issues): void {
  const { component, options } = tuners.open(section.tuner);
  try {
    component.check?.(options, space);
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error;
    issues.add("bad-tuner", originAt(tree, error.path), error.message, error.hint);
  }
}

/** Refuses more configurations to start with than there are trials. */
export function checkBudget({ section, tree, space }: CheckedTuner, issues: Issues): void {
  const { component, options } = tuners.open(section.tuner);
  const { trials } = component.outline(options, space, section.parallel);
  const { length: listed } = section.start ?? [];
  if (listed <= trials) return;
  issues.add(
    "bad-start",
    originAt(tree, ["start", trials]),
    `\`start\` lists ${listed} configurations, more than there are trials: ${trials}`,
    "give the tuner more trials, or list fewer",
  );
}

/** Refuses an epoch count that the rungs of the tuner would overrule. */
function checkTrialEpochs({ section, tree, space }: CheckedSearch, issues: Issues): void {
  const { component, options } = tuners.open(section.tuner);
  const { rungs } = component.outline(options, space, section.parallel);
  const epochs = section.trial?.epochs;
  const most = Math.max(...(rungs ?? []).map((rung) => rung.epochs));
  if (rungs === undefined || epochs === undefined || epochs === most) return;
  issues.add(
    "bad-trial",
    originAt(tree, ["trial", "epochs"]),
    `\`${component.name}\` decides how long a trial is trained, at most ${most} epochs, not ${epochs}`,
    `leave \`epochs\` out, or write ${most}`,
  );
}

function checkTrialCallbacks(
  { section, tree }: CheckedSearch,
  experiment: Read["experiment"],
  outline: DataOutline,
  issues: Issues,
): void {
  if (section.trial?.callbacks === undefined) return;
  const { train } = asTrial(experiment, section);
  const logged = loggedNames(train.metrics, outline.counts.validation > 0);
  for (const [index, tagged] of train.callbacks.entries()) {
    const { component, options } = callbacks.open(tagged);
    try {
      component.check?.(options, { logged, epochs: train.epochs });
    } catch (error) {
      if (!(error instanceof OptionProblem)) throw error;
      const path = ["trial", "callbacks", index, component.name, ...error.path];
      issues.add("bad-callback", originAt(tree, path), error.message, error.hint);
    }
  }
}

/** Once validation samples are trained on, nothing is left that could be watched. */
function checkFinal(
  { section, tree, experiments }: CheckedSearch,
  outline: DataOutline,
  issues: Issues,
): void {
  if (section.final.data !== "trainAndValidation") return;
  const at = originAt(tree, ["final", "data"]);
  if (outline.counts.validation === 0) {
    issues.add("bad-final", at, "there are no validation samples to train on", "leave `data` out");
  }
  for (const { experiment } of experiments) {
    const watching = experiment.train.callbacks.find(watchesValidation);
    if (watching === undefined) continue;
    issues.add(
      "bad-final",
      at,
      `the final training has no validation samples, and its ${nameOf(watching)} watches one of their figures`,
      "give `train` an epoch count of its own and no such callback; trials keep theirs in search.trial.callbacks",
    );
  }
}

import { nameOf } from "../component/component.ts";
import type { Part } from "../data/dataset.ts";
import { optimism, spread, type TrainingFigures } from "../store/figures.ts";
import { showFigure } from "../store/formats.ts";
import { watchesValidation } from "../train/callbacks.ts";
import { loggedNames } from "../train/loop.ts";
import type { Confusion } from "../train/measure.ts";
import { metrics } from "../train/metrics.ts";
import { bullets, code, table } from "./markdown.ts";
import type { Reported } from "./report.ts";
import { type Answers, type Interval, newcombe, wilson } from "./significance.ts";

/** Metrics that are the share of samples of which something is right, where a sample has one answer. */
const SHARES = ["accuracy", "binaryAccuracy", "categoricalAccuracy", "sparseCategoricalAccuracy", "topK"];

/** The figures of every part, how sure they are, and validation against test. */
export function figuresSection(content: Reported): string {
  const {
    trainings: [{ figures }],
    sizes,
  } = content;
  const parts = Object.entries(figures) as [Part, Record<string, number>][];
  const names = Object.keys(parts[0]?.[1] ?? {});
  const rows = parts.map(([part, own]) => [
    part,
    String(sizes[part]),
    ...names.map((name) => showFigure(own[name]!)),
  ]);
  return [
    ...ofFirst(content),
    table(["part", "samples", ...names], rows),
    ...howSure(content),
    ...againstTest(content),
  ].join("\n\n");
}

/** What stands first in a section that tells of one training, where there were several. */
export function ofFirst({ trainings }: Pick<Reported, "trainings">): string[] {
  return trainings.length === 1 ? [] : [`Of the first of ${trainings.length} replicates.`];
}

/** The logged names of metrics that are shares; none where a sample has several answers, which hang together. */
function shareNames({ experiment, confusions = [], sizes, trainings: [{ figures }] }: Reported): string[] {
  const count = (own: readonly Confusion[]) => own.reduce((sum, { count }) => sum + count, 0);
  const answers = count(confusions);
  if (answers === 0 || answers !== (sizes.test ?? sizes.validation)) return [];
  const right = count(confusions.filter(({ truth, answer }) => truth === answer)) / answers;
  return experiment.train.metrics
    .filter((tagged) => SHARES.includes(nameOf(tagged)))
    .flatMap((tagged) => {
      const { component, options } = metrics.open(tagged);
      const name = component.logName(options);
      // That of several outputs a sample is no share of samples, and is seen by its not being that of right answers.
      const told = (figures.test ?? figures.validation)?.[name] ?? Number.NaN;
      return nameOf(tagged) !== "binaryAccuracy" || Math.abs(told - right) < 1e-6 ? [name] : [];
    });
}

/** The interval of the last part's shares: how far its number of samples alone leaves them open. */
function howSure(content: Reported): string[] {
  const { figures } = content.trainings[0];
  const part = figures.test === undefined ? "validation" : "test";
  const lines = shareNames(content).flatMap((name) => {
    const share = figures[part]?.[name];
    if (share === undefined || !Number.isFinite(share)) return [];
    return `${code(`${part} ${name}`)} ${showFigure(share)}: ${intervalText(wilson(answersOf(share, content.sizes[part]!)))}`;
  });
  if (lines.length === 0) return [];
  return [
    `How sure that is, by the number of samples alone (95 % confidence interval of Wilson, 1927):`,
    bullets(lines),
  ];
}

/** Validation beside test, from the search to the test where there was one. */
function againstTest(content: Reported): string[] {
  const { experiment, trainings, sizes } = content;
  const [first] = trainings;
  const gaps = optimism(first, loggedNames(experiment.train.metrics, false));
  if (gaps === undefined) return [];
  const shares = shareNames(content).filter((name) => Number.isFinite(gaps[name]));
  const lines = Object.entries(gaps).flatMap(([name, gap]) => {
    if (!Number.isFinite(gap)) return [];
    const [validation, test] = [first.figures.validation![name]!, first.figures.test![name]!];
    const told = `${code(name)}: validation ${showFigure(validation)}, test ${showFigure(test)}, difference ${showFigure(validation - test)}`;
    if (!shares.includes(name)) return told + betterText(gap);
    const interval = newcombe(answersOf(test, sizes.test!), answersOf(validation, sizes.validation!));
    return `${told} (${intervalText(interval)})${gap === 0 ? "" : chanceText(gap, interval)}`;
  });
  const told = [...searchLine(content), ...lines];
  if (told.length === 0) return [];
  const what =
    shares.length === 0
      ? ""
      : ", in brackets its 95 % confidence interval (Newcombe, 1998) by the number of samples";
  return [
    `Validation against test; the difference is validation less test${what}.${choiceText(content)}`,
    bullets(told),
  ];
}

/** What is said of choosing by validation; nothing where nothing was chosen by it. */
function choiceText({ experiment: { train }, search }: Reported): string {
  const watched = train.callbacks.some(watchesValidation);
  const searched = search?.objective.name.startsWith("val_") === true;
  if (!watched && !searched) return "";
  const who = !searched ? "Callbacks" : watched ? "Callbacks and the search" : "The search";
  return ` ${who} chose by validation, and what is chosen for its figure flatters; test had no part in any choice.`;
}

/** What the objective was in the search, before it was trained in full. */
function searchLine({ search, trainings: [{ figures }] }: Reported): string[] {
  if (search === undefined || !search.objective.name.startsWith("val_")) return [];
  const { objective, trials, best, confirmations } = search;
  const name = objective.name.slice("val_".length);
  const chosen = trials.find(({ trial }) => trial === best)!;
  const confirmed = confirmations?.find(({ trial }) => trial === best);
  const steps = [
    `in the search ${showFigure(chosen.value)}`,
    ...(confirmed === undefined ? [] : [`over fresh seeds ${showFigure(confirmed.mean)}`]),
    ...(figures.validation?.[name] === undefined
      ? []
      : [`trained in full ${showFigure(figures.validation[name])}`]),
    ...(figures.test?.[name] === undefined ? [] : [`on test ${showFigure(figures.test[name])}`]),
  ];
  return [`from the search to the test, ${code(name)}: ${steps.join(", ")}`];
}

/** Which of both is better, by how much validation is. */
function betterText(gap: number): string {
  return gap === 0 ? "" : `: ${gap > 0 ? "validation" : "test"} is better`;
}

function answersOf(share: number, samples: number): Answers {
  return { right: Math.round(share * samples), samples };
}

function intervalText({ low, high }: Interval): string {
  return `${showFigure(low)} … ${showFigure(high)}`;
}

/** Which of both is better, where the interval of validation less test leaves no doubt. */
function chanceText(gap: number, { low, high }: Interval): string {
  return low <= 0 && high >= 0 ? ": may be chance" : `${betterText(gap)}, by more than chance`;
}

/** Mean and deviation over replicates, with their curves. */
export function replicatesSection(trainings: readonly TrainingFigures[]): string {
  const parts = Object.entries(spread(trainings));
  const names = Object.keys(parts[0]?.[1] ?? {});
  const rows = parts.map(([part, figures]) => [
    part,
    ...names.map((name) => `${showFigure(figures[name]!.mean)} ± ${showFigure(figures[name]!.deviation)}`),
  ]);
  return [
    `## Over ${trainings.length} replicates`,
    table(["part", ...names], rows),
    "Mean ± standard deviation; each replicate is a row of [replicates.csv](replicates.csv).",
    "![The curves of every replicate, thin, and their mean, wide](plots/replicates.svg)",
  ].join("\n\n");
}

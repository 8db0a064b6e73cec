import type { Space } from "../space/space.ts";
import { sizeText, summarizeSpace } from "../space/summary.ts";
import { showFigure, showNumber } from "../store/formats.ts";
import type { Importance, SearchContent, TrialFigures } from "../store/search-files.ts";
import { code, codeCell, plain, table } from "./markdown.ts";

/** A report shows so many of the best trials; trials.csv has all. */
const BEST_TRIALS = 20;

/** The heading above the table of trials. */
export const TRIALS = "Trials";

/** So many of the last trials that were the best so far are named. */
const RECORDS = 8;

/** The space as a table: space.md, and a part of the report. */
export function spaceTable(space: Space): string {
  const rows = summarizeSpace(space).map(({ name, kind, values, step, count, condition }) => [
    code(name),
    ...[kind, plain(values), step, count],
    condition === "" ? "" : codeCell(condition),
  ]);
  return `${table(["hyperparameter", "kind", "values", "step", "count", "condition"], rows)}\n\n${sizeText(space)}.`;
}

/** space.md */
export function spaceText({ space }: SearchContent): string {
  return `# Search space\n\n${spaceTable(space)}\n`;
}

/** What was searched, how, and what came out. */
export function searchSection(content: SearchContent): string {
  const { confirmations, rungs } = content;
  return [
    `## Search\n\n${foundText(content)}`,
    `### Space\n\n${spaceTable(content.space)}`,
    ...(rungs === undefined ? [] : [`### Rungs\n\n${rungTable(rungs)}`]),
    `### ${TRIALS}\n\n${trialsPicture(content)}\n\n${trialTable(content)}`,
    `### Hyperparameters\n\n${HYPERPARAMETER_PICTURES}`,
    `### What matters\n\n${importanceText(content.importance)}`,
    ...(confirmations === undefined ? [] : [`### Confirmed over fresh seeds\n\n${confirmedTable(content)}`]),
  ].join("\n\n");
}

const HYPERPARAMETER_PICTURES = [
  "![Each hyperparameter against the objective, a panel each](plots/hyperparameters.svg)",
  "![Parallel coordinates: a line for each trial over its hyperparameters and the objective](plots/parallel.svg)",
].join("\n\n");

/** The trials as a picture, and which of them were the best so far. */
function trialsPicture({ trials, objective }: SearchContent): string {
  let best: TrialFigures | undefined;
  const records = [...trials]
    .sort((a, b) => a.trial - b.trial)
    .filter((trial) => {
      const beaten = best === undefined || order(trial, best, objective.better) < 0;
      if (!Number.isFinite(trial.value) || !beaten || trial.value === best?.value) return false;
      best = trial;
      return true;
    });
  const told = records.slice(-RECORDS).map(({ trial, value }) => `${showFigure(value)} by trial ${trial}`);
  const earlier = records.length > RECORDS ? "…, " : "";
  return [
    `![${plain(objective.name)} of every trial, and the best so far](plots/trials.svg)`,
    `Best so far: ${earlier}${told.join(", ")}.`,
  ].join("\n\n");
}

function importanceText({ trials, explained, hyperparameters }: Importance): string {
  const of = trialsText(trials);
  if (hyperparameters.length === 0) {
    return `${of} ${trials === 1 ? "does" : "do"} not say which hyperparameter matters: a random forest grown on ${trials === 1 ? "it" : "them"} does not tell better than chance what a trial that was left out came to.`;
  }
  const rows = [...hyperparameters]
    .sort((a, b) => b.share - a.share)
    .map(({ name, share, low, high }) => [code(name), percent(share), `${percent(low)} … ${percent(high)}`]);
  const together = 1 - hyperparameters.reduce((sum, { share }) => sum + share, 0);
  return [
    "![The share of the variance that each hyperparameter explains, with its interval](plots/importance.svg)",
    table(["hyperparameter", "% of the variance", "95 % confidence interval"], rows),
    `The share of the variance in the ranks of ${of} that each explains by itself, over the whole space: functional analysis of variance of a random forest (Hutter, Hoos, Leyton-Brown, ICML 2014), with bootstrap percentile intervals over its trees (Efron, Annals of Statistics 1979). The other ${percent(together)} % are due to several together, or to chance. Of trials that were left out the forest explains ${percent(explained)} % of the variance. What hangs on a condition is compared among the trials that have it. [importance.csv](importance.csv) has the figures.`,
  ].join("\n\n");
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function foundText(content: SearchContent): string {
  const { trials, earlier } = content;
  const others = (["pruned", "diverged", "failed"] as const).flatMap((status) => {
    const count = trials.filter((trial) => trial.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const some = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const begins =
    earlier === undefined
      ? []
      : [
          `It began from ${trialsText(earlier.taken)} of ${code(earlier.from)}; ${earlier.leftOut} ${earlier.leftOut === 1 ? "was" : "were"} left out.`,
        ];
  return [
    trials.length === 1
      ? `The only trial${some} came to this ${reachedText(content)}.`
      : `Of ${trialsText(trials.length)}${some}, trial ${content.best} was chosen for the ${content.objective.better === "higher" ? "largest" : "smallest"} ${reachedText(content)}.`,
    ...begins,
    "The final training begins from other initial weights than the trial did, so its figures differ.",
  ].join(" ");
}

/** What the chosen trial came to: `val_accuracy: 0.7123 after epoch 2`. */
function reachedText({ trials, objective: { name }, best, confirmations }: SearchContent): string {
  const confirmed = confirmations?.find(({ trial }) => trial === best);
  if (confirmed !== undefined) return `mean ${code(name)} over fresh seeds: ${showFigure(confirmed.mean)}`;
  const chosen = trials.find(({ trial }) => trial === best)!;
  return `${code(name)}: ${showFigure(chosen.value)} after epoch ${chosen.bestEpoch}`;
}

function trialsText(count: number): string {
  return `${count} ${count === 1 ? "trial" : "trials"}`;
}

function rungTable(rungs: NonNullable<SearchContent["rungs"]>): string {
  return table(
    ["bracket", "rung", "trials", "epochs"],
    rungs.map(({ bracket, rung, trials, epochs }) => [bracket + 1, rung + 1, trials, epochs].map(String)),
  );
}

function trialTable({ trials, space, objective, best }: SearchContent): string {
  const names = space.parameters.map(({ name }) => name);
  const shown = [...trials].sort((a, b) => order(a, b, objective.better)).slice(0, BEST_TRIALS);
  // Where all ran to their end, saying so of each is of no use.
  const telling = shown.some(({ status }) => status !== "complete");
  const rows = shown.map((trial) => [
    trial.trial === best ? `**${trial.trial}**` : String(trial.trial),
    Number.isFinite(trial.value) ? showFigure(trial.value) : "",
    ...(telling ? [trial.status] : []),
    String(trial.history.length),
    ...names.map((name) => plain(valuesOf(trial, name))),
  ]);
  const some =
    trials.length > shown.length ? `The best ${shown.length} of ${trials.length} trials.` : "Best first.";
  const what = `${some} [trials.csv](trials.csv) has all in their order, and why one ended early; trials/ has the history of each.`;
  return `${table(["trial", objective.name, ...(telling ? ["status"] : []), "epochs", ...names], rows)}\n\n${what}`;
}

/** The value of a parameter, or those of its family: `256, 384`. */
function valuesOf({ configuration }: TrialFigures, name: string): string {
  const own = Object.entries(configuration).filter(([key]) => key === name || key.startsWith(`${name}[`));
  return own.map(([, value]) => (typeof value === "number" ? showNumber(value) : String(value))).join(", ");
}

function order(a: TrialFigures, b: TrialFigures, better: "higher" | "lower"): number {
  const [first, second] = [a.value, b.value].map((value) => (Number.isFinite(value) ? value : undefined));
  if (first === undefined || second === undefined) {
    return Number(first === undefined) - Number(second === undefined) || a.trial - b.trial;
  }
  return (better === "higher" ? second - first : first - second) || a.trial - b.trial;
}

function confirmedTable({ confirmations = [], objective }: SearchContent): string {
  const rows = confirmations.map(({ trial, values, mean, margin, optimism }) => [
    String(trial),
    `${showFigure(mean)} ± ${showFigure(margin)}`,
    showFigure(optimism),
    values.map(showFigure).join(", "),
  ]);
  const what =
    "Mean with its 95 % confidence interval; and by how much the search's own figure was better, negative where it was worse: choosing the best of many flatters.";
  return `${table(["trial", `mean ${objective.name}`, "search better by", "each seed"], rows)}\n\n${what}`;
}

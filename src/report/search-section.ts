import type { Space } from "../space/space.ts";
import { sizeText, summarizeSpace } from "../space/summary.ts";
import { showFigure, showNumber } from "../store/formats.ts";
import type { SearchContent, TrialFigures } from "../store/search-files.ts";
import { code, codeCell, plain, table } from "./markdown.ts";

/** A report shows so many of the best trials; trials.csv has all. */
const BEST_TRIALS = 20;

/** The heading above the table of trials. */
export const TRIALS = "Trials";

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
    `### ${TRIALS}\n\n${trialTable(content)}`,
    ...(confirmations === undefined ? [] : [`### Confirmed over fresh seeds\n\n${confirmedTable(content)}`]),
  ].join("\n\n");
}

function foundText({ trials, objective, best, confirmations, earlier }: SearchContent): string {
  const chosen = trials.find(({ trial }) => trial === best)!;
  const confirmed = confirmations?.find(({ trial }) => trial === best);
  const others = (["pruned", "diverged", "failed"] as const).flatMap((status) => {
    const count = trials.filter((trial) => trial.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const ran = `${trials.length} ${trials.length === 1 ? "trial" : "trials"}`;
  const some = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const which = objective.better === "higher" ? "largest" : "smallest";
  const why =
    confirmed === undefined
      ? `the ${which} ${code(objective.name)}: ${showFigure(chosen.value)} after epoch ${chosen.bestEpoch}`
      : `the ${which} mean ${code(objective.name)} over fresh seeds: ${showFigure(confirmed.mean)}`;
  const begins =
    earlier === undefined
      ? []
      : [`It began from ${earlier.taken} trials of ${code(earlier.from)}; ${earlier.leftOut} were left out.`];
  return [
    `Of ${ran}${some}, trial ${best} was chosen for ${why}.`,
    ...begins,
    "The final training begins from other initial weights than the trial did, so its figures differ.",
  ].join(" ");
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

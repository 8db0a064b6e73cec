import { nameOf } from "../component/component.ts";
import { modelText, summarize } from "../model/summary.ts";
import type { Decision } from "../runner/decide.ts";
import { type Plan, planExperiment, planSearch, type SearchPlan } from "../runner/plan.ts";
import { sizeText as spaceSizeText, summarizeSpace } from "../space/summary.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import type { Loaded } from "../spec/load.ts";
import type { Search } from "../spec/search.ts";
import { decisionText, reasons } from "./decision.ts";
import { loadFiles, reportProblems } from "./load-files.ts";
import type { ExitCode, Output } from "./output.ts";
import { type Problem, problemOf, problemText } from "./problem.ts";
import { type Column, textTable } from "./table.ts";
import { countText, plural, sizeText } from "./units.ts";

export interface PlanCommandOptions {
  readonly set: readonly string[];
  readonly json: boolean;
  readonly results: string;
  readonly engine?: string;
}

/** What became of planning one experiment or search. */
type Planned = { readonly experiment: string } & (
  | { readonly plan: Plan | SearchPlan; readonly problem?: undefined }
  | { readonly plan?: undefined; readonly problem: Problem }
);

/** Says what would run and why. Touches no network and writes nothing. */
export async function plan(
  files: readonly string[],
  { set, json, ...options }: PlanCommandOptions,
  output: Output,
): Promise<ExitCode> {
  const outcomes = await loadFiles(files, set);
  reportProblems(outcomes, output);
  const all: Planned[] = [];
  for (const { loaded, valid } of outcomes) {
    if (!valid) continue;
    for (const subject of [...loaded.experiments, ...loaded.searches]) {
      const planned = await planOne(subject, loaded, options);
      if (!json) show(planned, all.length === 0, output);
      all.push(planned);
    }
  }
  if (json) output.result(JSON.stringify(all.map(reportOf), undefined, 2));
  if (outcomes.some(({ valid }) => !valid)) return 2;
  return all.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function planOne(
  subject: Experiment | Search,
  loaded: Loaded,
  options: { readonly results: string; readonly engine?: string },
): Promise<Planned> {
  const path = experimentPath(subject);
  const own = { ...options, folder: loaded.folder };
  try {
    const found = "space" in subject ? await planSearch(subject, own) : await planExperiment(subject, own);
    return { experiment: path, plan: found };
  } catch (error) {
    return { experiment: path, problem: problemOf(error, subject, loaded) };
  }
}

function show({ experiment, plan: found, problem }: Planned, first: boolean, output: Output): void {
  if (!first) output.result("");
  if (found === undefined) {
    output.message(`${experiment}\n${problemText(problem, output.palette)}`);
    return;
  }
  output.result(`${experiment}`);
  for (const [what, ...lines] of factsOf(found)) {
    for (const [index, line] of lines.entries()) {
      output.result(`  ${(index === 0 ? what : "").padEnd(10)} ${line}`);
    }
  }
  const below =
    "space" in found ? searchTables(found, output.width) : modelText(found.model).trimEnd().split("\n");
  for (const line of below) output.result(line === "" ? "" : `  ${line}`);
  for (const warning of "space" in found ? found.outline.warnings : []) output.message(`  note: ${warning}`);
}

/** Each fact with its lines. */
function factsOf(found: Plan | SearchPlan): [what: string, ...lines: string[]][] {
  const { decision, engine, arithmetic, passedOver, counts, bytes } = found;
  const status =
    decision === undefined ? "decided once the data are here: they would be fetched" : decisionText(decision);
  const samples = Object.entries(counts).filter(([, count]) => count > 0);
  const about = decision === undefined ? "about " : "";
  return [
    ["status", status],
    [sinceLabel(decision), ...(decision === undefined ? [] : reasons(decision))],
    ["engine", arithmetic === engine.name ? arithmetic : `${engine.name} (${arithmetic})`],
    ["", ...passedOver.flatMap((other) => other.reasons.map((reason) => `not ${other.name}: ${reason}`))],
    ["samples", samples.map(([part, count]) => `${part} ${about}${countText(count)}`).join(", ")],
    ...("space" in found ? searchFacts(found) : [trainingFact(found)]),
    ["disk", `about ${sizeText(bytes)}`],
  ];
}

function trainingFact({ stepsPerEpoch, epochs, replicates }: Plan): [what: string, line: string] {
  const runs = replicates === 1 ? "" : `, ${replicates} replicates`;
  return ["training", `${plural(stepsPerEpoch, "step")} an epoch, at most ${plural(epochs, "epoch")}${runs}`];
}

function searchFacts(found: SearchPlan): [what: string, ...lines: string[]][] {
  const { outline, trialEpochs, parameters, epochs, replicates, tuner, section, goal } = found;
  const trials = Number.isFinite(outline.trials)
    ? `at most ${countText(outline.trials)} ${outline.trials === 1 ? "trial" : "trials"}`
    : "trials";
  const beside = section.parallel === 1 ? "one after another" : `${section.parallel} side by side`;
  const { least, most } = parameters;
  const sizes = least === most ? countText(least) : `${countText(least)} to ${countText(most)}`;
  const runs = replicates === 1 ? "" : `, ${replicates} replicates`;
  const data = section.final.data === "train" ? "" : ", on training and validation samples";
  const which = goal === "max" ? "largest" : "smallest";
  return [
    ["objective", `the ${which} ${section.objective.metric}`],
    [
      "search",
      `${tuner}: ${trials} of at most ${plural(trialEpochs, "epoch")}, ${beside}`,
      ...furtherLines(found),
    ],
    ["models", `${sizes} parameters`],
    ["final", `the best configuration, at most ${plural(epochs, "epoch")}${runs}${data}`],
  ];
}

/** What a search does beside its trials as the tuner has them. */
function furtherLines({ section, earlier }: SearchPlan): string[] {
  const { start = [], from, pruner, trial = {}, final } = section;
  const confirm = final.confirm;
  return [
    ...(from === undefined
      ? []
      : [`begins from ${from}: ${plural(earlier.taken, "trial")}, ${earlier.leftOut} left out`]),
    ...(start.length === 0 ? [] : [`${plural(start.length, "configuration")} of its own first`]),
    ...(trial.share === undefined ? [] : [`trials learn from ${trial.share} of the training samples`]),
    ...(pruner === undefined ? [] : [`${nameOf(pruner)} gives up hopeless trials`]),
    ...(confirm === undefined
      ? []
      : [`the best ${confirm.top} are trained again over ${plural(confirm.seeds, "fresh seed")} each`]),
  ];
}

const SPACE_COLUMNS: readonly Column[] = [
  { title: "hyperparameter" },
  { title: "kind" },
  { title: "values" },
  { title: "step" },
  { title: "count", right: true },
  { title: "condition" },
];

const RUNG_COLUMNS: readonly Column[] = ["bracket", "rung", "trials", "epochs"].map((title) => ({
  title,
  right: true,
}));

function searchTables({ space, outline }: SearchPlan, width: number): string[] {
  const rows = summarizeSpace(space).map(({ name, kind, values, step, count, condition }) => [
    ...[name, kind, values, step, count, condition],
  ]);
  const rungs = outline.rungs?.map(({ bracket, rung, trials, epochs }) =>
    [bracket + 1, rung + 1, trials, epochs].map(String),
  );
  return [
    "",
    ...textTable(SPACE_COLUMNS, rows, width - 2).lines,
    spaceSizeText(space),
    ...(rungs === undefined ? [] : ["", ...textTable(RUNG_COLUMNS, rungs, width - 2).lines]),
  ];
}

function sinceLabel(decision: Decision | undefined): string {
  return decision?.status === "new" && decision.since !== undefined
    ? `since ${decision.since.version}`
    : "because";
}

function reportOf({ experiment, plan: found, problem }: Planned): unknown {
  if (found === undefined) return { experiment, problem };
  const { decision, engine, ...facts } = found;
  const known = { decision: decision ?? null, engine: engine.name };
  if ("space" in facts) {
    const { space, section, ...rest } = facts;
    const configurations = Number.isFinite(space.size) ? space.size : null;
    return { ...rest, ...known, search: section, space: summarizeSpace(space), configurations };
  }
  const { model, ...rest } = facts;
  return { ...rest, ...known, layers: summarize(model) };
}

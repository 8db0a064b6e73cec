import { modelText, summarize } from "../model/summary.ts";
import { type Decision, type Plan, planExperiment } from "../runner/plan.ts";
import { type Experiment, experimentPath } from "../spec/experiment.ts";
import type { Loaded } from "../spec/load.ts";
import { decisionText, reasons } from "./decision.ts";
import { loadFiles, reportProblems } from "./load-files.ts";
import type { ExitCode, Output } from "./output.ts";
import { type Problem, problemOf, problemText } from "./problem.ts";
import { countText, plural, sizeText } from "./units.ts";

export interface PlanCommandOptions {
  readonly set: readonly string[];
  readonly json: boolean;
  readonly results: string;
  readonly engine?: string;
}

/** What became of planning one experiment. */
type Planned = { readonly experiment: string } & (
  | { readonly plan: Plan; readonly problem?: undefined }
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
    if (loaded.searches.length > 0) {
      output.message(`${loaded.file} describes a search, which this version checks and does not run`);
    }
    for (const experiment of loaded.experiments) {
      const planned = await planOne(experiment, loaded, options);
      if (!json) show(planned, all.length === 0, output);
      all.push(planned);
    }
  }
  if (json) output.result(JSON.stringify(all.map(reportOf), undefined, 2));
  if (outcomes.some(({ valid }) => !valid)) return 2;
  return all.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function planOne(
  experiment: Experiment,
  loaded: Loaded,
  options: { readonly results: string; readonly engine?: string },
): Promise<Planned> {
  const path = experimentPath(experiment);
  try {
    return {
      experiment: path,
      plan: await planExperiment(experiment, { ...options, folder: loaded.folder }),
    };
  } catch (error) {
    return { experiment: path, problem: problemOf(error, experiment, loaded) };
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
  for (const line of modelText(found.model).trimEnd().split("\n")) output.result(`  ${line}`);
}

/** Each fact with its lines. */
function factsOf(found: Plan): [what: string, ...lines: string[]][] {
  const { decision, engine, arithmetic, passedOver, counts, stepsPerEpoch, epochs, replicates, bytes } =
    found;
  const status =
    decision === undefined ? "decided once the data are here: they would be fetched" : decisionText(decision);
  const samples = Object.entries(counts).filter(([, count]) => count > 0);
  const about = decision === undefined ? "about " : "";
  const runs = replicates === 1 ? "" : `, ${replicates} replicates`;
  return [
    ["status", status],
    [sinceLabel(decision), ...(decision === undefined ? [] : reasons(decision))],
    ["engine", arithmetic === engine.name ? arithmetic : `${engine.name} (${arithmetic})`],
    ["", ...passedOver.flatMap((other) => other.reasons.map((reason) => `not ${other.name}: ${reason}`))],
    ["samples", samples.map(([part, count]) => `${part} ${about}${countText(count)}`).join(", ")],
    ["training", `${plural(stepsPerEpoch, "step")} an epoch, at most ${plural(epochs, "epoch")}${runs}`],
    ["disk", `about ${sizeText(bytes)}`],
  ];
}

function sinceLabel(decision: Decision | undefined): string {
  return decision?.status === "new" && decision.since !== undefined
    ? `since ${decision.since.version}`
    : "because";
}

function reportOf({ experiment, plan: found, problem }: Planned): unknown {
  if (found === undefined) return { experiment, problem };
  const { decision, engine, model, ...facts } = found;
  return { ...facts, decision: decision ?? null, engine: engine.name, layers: summarize(model) };
}

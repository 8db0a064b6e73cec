import type { Scalar } from "../space/domain.ts";
import type { Space } from "../space/space.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { Rung } from "../tuner/tuner.ts";
import type { Cell } from "./formats.ts";
import { csv } from "./texts.ts";

/** One trial, as its search left it. */
export interface TrialFigures {
  /** Counts from 1. */
  readonly trial: number;
  /** `diverged`: a logged value was no finite number. */
  readonly status: "complete" | "pruned" | "diverged" | "failed";
  readonly configuration: Readonly<Record<string, Scalar>>;
  /** The best objective; NaN where there is none. */
  readonly value: number;
  readonly history: readonly EpochRecord[];
  /** The epoch of the best objective; absent where there is none. */
  readonly bestEpoch?: number;
  /** Where it came to in a schedule of rungs; both count from 1. */
  readonly bracket?: number;
  readonly rung?: number;
  /** Why it failed or ended early. */
  readonly reason?: string;
}

/** One of the best trials, trained again over fresh seeds. */
export interface Confirmation {
  readonly trial: number;
  /** The objective of each training; NaN for one that failed. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Half the width of the mean's 95 % confidence interval, by Student's t. */
  readonly margin: number;
  /** How much better the search's own figure was than the mean; positive where it was too good. */
  readonly optimism: number;
}

/** How much each hyperparameter matters for the objective, as far as the trials show it. */
export interface Importance {
  /** So many trials were compared. */
  readonly trials: number;
  /** The share of the variance of trials that were left out which can be told from their hyperparameters; may be negative. */
  readonly explained: number;
  /** The share of the variance that each explains by itself, with its 95 % confidence interval; none where nothing can be said. */
  readonly hyperparameters: readonly {
    readonly name: string;
    readonly share: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** What a version holds of the search that chose its configuration. */
export interface SearchContent {
  /** The whole file, hyperparameters open. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly space: Space;
  readonly objective: { readonly name: string; readonly better: "higher" | "lower" };
  /** The rungs, where the tuner has some. */
  readonly rungs?: readonly Rung[];
  readonly trials: readonly TrialFigures[];
  /** Of the trial whose configuration was trained in full. */
  readonly best: number;
  /** Absent where nothing was confirmed. */
  readonly confirmations?: readonly Confirmation[];
  readonly importance: Importance;
  /** The version whose trials it began from, and how many were taken and left out; absent where it began from none. */
  readonly earlier?: { readonly from: string; readonly taken: number; readonly leftOut: number };
}

/** The files of a search by their path in the version. */
export function searchFiles(
  content: SearchContent,
  historyText: (history: readonly EpochRecord[]) => string,
): Map<string, string> {
  const files = new Map<string, string>([[TRIALS, trialsText(content)]]);
  for (const { trial, history } of content.trials) {
    if (history.length > 0) files.set(`trials/${trialName(trial)}.csv`, historyText(history));
  }
  if (content.confirmations !== undefined) files.set("confirmed.csv", confirmedText(content));
  const { importance } = content;
  if (importance.hyperparameters.length > 0) files.set("importance.csv", importanceText(importance));
  return files;
}

/** `0007` */
export function trialName(trial: number): string {
  return String(trial).padStart(4, "0");
}

/** The file of a search's trials. */
export const TRIALS = "trials.csv";

/** Columns of trials.csv that stand before the hyperparameters. */
export const TRIAL_COLUMNS = ["trial", "status", "value", "epochs", "best_epoch", "bracket", "rung"] as const;

/** The last column of trials.csv. */
export const REASON = "reason";

/** The column of a hyperparameter: its name, with its `$` where another column is called like it. */
export function columnOf(name: string): string {
  return [...TRIAL_COLUMNS, REASON].includes(name as never) ? `$${name}` : name;
}

/** One row a trial; a column for each hyperparameter, empty where it is not there. */
function trialsText({ trials, space }: SearchContent): string {
  const names = space.dimensions.map(({ name }) => name);
  const rows = trials.map((trial): Cell[] => [
    trial.trial,
    trial.status,
    Number.isNaN(trial.value) ? "" : trial.value,
    trial.history.length,
    ...[trial.bestEpoch ?? "", trial.bracket ?? "", trial.rung ?? ""],
    ...names.map((name) => cellOf(trial.configuration[name])),
    trial.reason ?? "",
  ]);
  return csv([...TRIAL_COLUMNS, ...names.map(columnOf), REASON], rows);
}

function cellOf(value: Scalar | undefined): Cell {
  if (value === undefined) return "";
  return typeof value === "boolean" ? String(value) : value;
}

function confirmedText({ confirmations = [] }: SearchContent): string {
  const seeds = Math.max(0, ...confirmations.map(({ values }) => values.length));
  const columns = Array.from({ length: seeds }, (_, index) => `seed_${index + 1}`);
  return csv(
    ["trial", "mean", "margin", "optimism", ...columns],
    confirmations.map(({ trial, mean, margin, optimism, values }) => [
      trial,
      mean,
      margin,
      optimism,
      ...values,
    ]),
  );
}

function importanceText({ hyperparameters }: Importance): string {
  const rows = hyperparameters.map(({ name, share, low, high }) => [name, share, low, high]);
  return csv(["hyperparameter", "share", "low", "high"], rows);
}

/** What metrics.json tells of a search. */
export function searchMetrics({
  trials,
  best,
  objective,
  confirmations,
  importance,
}: SearchContent): Record<string, unknown> {
  const count = (status: TrialFigures["status"]) => trials.filter((trial) => trial.status === status).length;
  const chosen = trials.find(({ trial }) => trial === best)!;
  const confirmed = confirmations?.find(({ trial }) => trial === best);
  return {
    trials: trials.length,
    ...{
      complete: count("complete"),
      pruned: count("pruned"),
      diverged: count("diverged"),
      failed: count("failed"),
    },
    epochs: trials.reduce((sum, { history }) => sum + history.length, 0),
    best: { trial: best, [objective.name]: chosen.value },
    explained: importance.explained,
    ...(confirmed === undefined
      ? {}
      : { confirmed: { mean: confirmed.mean, margin: confirmed.margin, optimism: confirmed.optimism } }),
  };
}

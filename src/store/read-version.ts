import { ENVIRONMENT, STORED } from "../spec/origin.ts";
import type { Figures } from "./figures.ts";
import { numberOf, replicatePath } from "./formats.ts";
import { openVersion } from "./open-version.ts";
import { REASON, TRIAL_COLUMNS, TRIALS } from "./search-files.ts";
import {
  damaged,
  isMapping,
  jsonOf,
  parsedJson,
  type StoredFiles,
  type StoredMapping,
  tableIfThere,
  tableOf,
  textOf,
  yamlOf,
} from "./stored-content.ts";
import { parsedRun, type RunFile } from "./versions.ts";

/** What a version says of itself, read back from its files. */
export interface StoredVersion {
  /** As the person named it. */
  readonly name: string;
  readonly run: RunFile;
  /** The resolved experiment. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Figures of each part; what is no finite number is NaN or infinite again. */
  readonly figures: Readonly<Record<string, Figures>>;
  readonly epochs: number;
  readonly finalEpoch: number;
  /** Mean and deviation of every figure by part, over so many replicates; absent where there is but one. */
  readonly replicates?: {
    readonly count: number;
    readonly spread: Readonly<Record<string, Readonly<Record<string, { mean: number; deviation: number }>>>>;
  };
  /** The rows of history.csv by column. */
  readonly history: readonly Readonly<Record<string, number>>[];
  /** Recall of each class that has samples; absent where there are no classes. */
  readonly recalls?: ReadonlyMap<string, number>;
  /** How often samples of a class were answered with each class; absent where there are no classes. */
  readonly confusions?: readonly StoredConfusion[];
  /** Weights that the model has in all; absent where model.txt does not say. */
  readonly parameters?: number;
  /** Absent where its configuration was not searched for. */
  readonly search?: StoredSearch;
  /** What the whole run took; absent where env.json does not say. */
  readonly seconds?: number;
}

/** A row of confusion.csv. */
export interface StoredConfusion {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
}

/** What a search came to. */
export interface StoredSearch {
  readonly trials: number;
  /** Epochs over all trials. */
  readonly epochs: number;
  readonly best: { readonly trial: number; readonly objective: string; readonly value: number };
  /** The chosen hyperparameters as trials.csv holds them. */
  readonly configuration: Readonly<Record<string, string>>;
}

/**
 * The version that a person names: `cnn-adam@2`, its folder, or `git:REV:VERSION` for one as a commit holds it. Throws a
 * RunExpError `no-version` where there is none, `version-damaged` where its files cannot be read.
 */
export async function readVersion(reference: string, results: string): Promise<StoredVersion> {
  return readStored(await openVersion(reference, results));
}

/** What a version says of itself. Throws a RunExpError `version-damaged` where its files cannot be read. */
export async function readStored(files: StoredFiles): Promise<StoredVersion> {
  const { name } = files;
  const run = parsedRun(await textOf(files, "run.json"));
  if (run === undefined) throw damaged(name, "run.json", "is no run.json of run-exp");
  const document = await yamlOf(files, STORED);
  if (typeof document.name !== "string") throw damaged(name, STORED, "is no experiment: it has no name");
  const metrics = wholeMetrics(name, await jsonOf(files, "metrics.json"));
  const history = await tableOf(files, "history.csv", HISTORY_COLUMNS);
  const classes = await tableIfThere(files, "classes.csv", ["class", "recall"]);
  const confusions = await tableIfThere(files, "confusion.csv", ["class", "answer", "samples"]);
  const trials = metrics.search === undefined ? undefined : await tableIfThere(files, TRIALS, TRIAL_COLUMNS);
  const parameters = parametersIn(await files.text("model.txt"));
  const seconds = (parsedJson((await files.text(ENVIRONMENT)) ?? "")?.seconds as { whole?: unknown } | null)
    ?.whole;
  const parts = PARTS.filter((part) => part in metrics);
  const replicates = metrics.replicates as StoredMapping | undefined;
  return {
    name,
    run,
    document,
    figures: Object.fromEntries(parts.map((part) => [part, numbers(metrics[part] as StoredMapping)])),
    epochs: Number(metrics.epochs),
    finalEpoch: Number(metrics.finalEpoch),
    ...(replicates === undefined ? {} : { replicates: spreadOf(replicates, parts) }),
    history: history.map(numbers),
    ...(classes === undefined ? {} : { recalls: recallsOf(classes) }),
    ...(confusions === undefined ? {} : { confusions: confusions.map(confusionOf) }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(trials === undefined ? {} : { search: searchOf(metrics.search as SearchMetrics, trials) }),
    ...(typeof seconds === "number" ? { seconds } : {}),
  };
}

const PARTS = ["train", "validation", "test"] as const;

const HISTORY_COLUMNS = ["epoch", "learning_rate"];

/** metrics.json, once all that is read of it has its shape. Throws a RunExpError `version-damaged` where it has not. */
function wholeMetrics(name: string, metrics: StoredMapping): StoredMapping {
  const { epochs, search, replicates } = metrics;
  const parts = PARTS.filter((part) => part in metrics);
  const whole =
    typeof epochs === "number" &&
    parts.every((part) => isMapping(metrics[part])) &&
    (search === undefined || (isMapping(search) && isMapping(search.best))) &&
    (replicates === undefined ||
      (isMapping(replicates) &&
        parts.every(
          (part) => isMapping(replicates[part]) && Object.values(replicates[part]).every(isMapping),
        )));
  if (!whole) throw damaged(name, "metrics.json", "is no metrics.json of run-exp");
  return metrics;
}

/** The histories of the other replicates, by column; without those that are not there. */
export async function readReplicates(
  files: StoredFiles,
  count: number,
): Promise<readonly StoredVersion["history"][]> {
  const histories: StoredVersion["history"][] = [];
  for (let replicate = 2; replicate <= count; replicate++) {
    const rows = await tableIfThere(files, replicatePath(replicate), HISTORY_COLUMNS);
    if (rows !== undefined) histories.push(rows.map(numbers));
  }
  return histories;
}

function spreadOf(
  { count, ...spread }: Readonly<Record<string, unknown>>,
  parts: readonly string[],
): NonNullable<StoredVersion["replicates"]> {
  const own = parts.map((part): [string, Record<string, { mean: number; deviation: number }>] => [
    part,
    Object.fromEntries(
      Object.entries(spread[part] as Record<string, Record<string, unknown>>).map(
        ([name, { mean, deviation }]) => [name, { mean: numberOf(mean), deviation: numberOf(deviation) }],
      ),
    ),
  ]);
  return { count: Number(count), spread: Object.fromEntries(own) };
}

function recallsOf(classes: readonly Record<string, string>[]): ReadonlyMap<string, number> {
  const told = classes.filter(({ recall }) => recall !== "");
  return new Map(told.map((row) => [row.class!, numberOf(row.recall)]));
}

function confusionOf({ class: truth, answer, samples }: Record<string, string>): StoredConfusion {
  return { truth: truth!, answer: answer!, count: numberOf(samples) };
}

/** The last line of model.txt: `407,050 parameters`. */
function parametersIn(text: string | undefined): number | undefined {
  const [, written] = /^([\d,]+) parameters/m.exec(text ?? "") ?? [];
  return written === undefined ? undefined : Number(written.replaceAll(",", ""));
}

interface SearchMetrics {
  readonly trials: number;
  readonly epochs: number;
  readonly best: Readonly<Record<string, unknown>>;
}

function searchOf(
  { trials, epochs, best: { trial, ...objective } }: SearchMetrics,
  rows: readonly Readonly<Record<string, string>>[],
): StoredSearch {
  const [[name, value]] = Object.entries(objective) as [[string, unknown]];
  const columns: readonly string[] = [...TRIAL_COLUMNS, REASON];
  const chosen = Object.entries(rows.find((row) => Number(row.trial) === Number(trial)) ?? {});
  return {
    trials,
    epochs,
    best: { trial: Number(trial), objective: name, value: numberOf(value) },
    configuration: Object.fromEntries(
      chosen.flatMap(([column, cell]) =>
        columns.includes(column) || cell === "" ? [] : [[column.replace(/^\$/, ""), cell]],
      ),
    ),
  };
}

function numbers(row: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, numberOf(value)]));
}

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { parseDocument } from "yaml";
import { RunExpError } from "../base/errors.ts";
import { ENVIRONMENT, STORED } from "../spec/origin.ts";
import { keeping, whereMissing } from "./failures.ts";
import type { Figures } from "./figures.ts";
import { replicatePath } from "./formats.ts";
import { REASON, TRIAL_COLUMNS } from "./search-files.ts";
import { versionFolder } from "./version-reference.ts";
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
  /** Recall of each class; absent where there are none. */
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

/** The files of a version, in a folder or in git. */
export interface StoredFiles {
  /** As the person named it. */
  readonly name: string;
  /** The text of a file by its path in the version; undefined where it is not there. */
  text(path: string): Promise<string | undefined>;
}

/**
 * The version that a person names: `cnn-adam@2`, its folder, or `git:REV:path` for one as a commit holds it. Throws a
 * RunExpError `no-version` where there is none, `version-damaged` where its files cannot be read.
 */
export async function readVersion(reference: string, results: string): Promise<StoredVersion> {
  return readStored(await openVersion(reference, results));
}

/** The files of the version that a person names, of the latest under its number. Throws a RunExpError `no-version` where there is none. */
export async function openVersion(reference: string, results: string): Promise<StoredFiles> {
  if (reference.startsWith("git:")) return { name: reference, text: inGit(reference) };
  const folder = await versionFolder(reference, results);
  // What is the latest now will not be so for ever.
  return filesIn(folder, reference.replace(/@latest$/, `@${Number(basename(folder).slice(1))}`));
}

/** The files of the version in a folder. */
export function filesIn(folder: string, name: string): StoredFiles {
  return {
    name,
    text: (path) =>
      keeping(folder, () => readFile(join(folder, path), "utf8").catch(whereMissing(undefined))),
  };
}

function inGit(reference: string): StoredFiles["text"] {
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(reference) ?? [];
  if (revision === undefined || path === undefined || revision.startsWith("-")) {
    throw new RunExpError(
      "no-version",
      `${reference} names no version in git`,
      "write git:REV:path: git:main:results/cnn/v001",
    );
  }
  return async (name) => {
    const object = `${revision}:./${path.replace(/\/$/, "")}/${name}`;
    const run = promisify(execFile)("git", ["show", object], { maxBuffer: 2 ** 28 });
    return run.then(
      ({ stdout }) => stdout,
      () => undefined,
    );
  };
}

/** What a version says of itself. Throws a RunExpError `version-damaged` where its files cannot be read. */
export async function readStored({ name, text }: StoredFiles): Promise<StoredVersion> {
  const run = parsedRun(await text("run.json"));
  const document = parsedYaml(await text(STORED));
  const metrics = parsedJson(await text("metrics.json"));
  const history = parsedTable(await text("history.csv"));
  if (run === undefined || document === undefined || metrics === undefined || history === undefined) {
    throw new RunExpError(
      "version-damaged",
      `${name} is no version, or a damaged one: run.json, ${STORED}, metrics.json or history.csv cannot be read`,
      "restore its folder from git",
    );
  }
  const classes = parsedTable(await text("classes.csv"));
  const confusions = parsedTable(await text("confusion.csv"));
  const trials = metrics.search === undefined ? undefined : parsedTable(await text("trials.csv"));
  const parameters = parametersIn(await text("model.txt"));
  const seconds = (parsedJson(await text(ENVIRONMENT))?.seconds as { whole?: unknown } | undefined)?.whole;
  const parts = ["train", "validation", "test"].filter((part) => part in metrics);
  const replicates = metrics.replicates as Record<string, unknown> | undefined;
  return {
    name,
    run,
    document,
    figures: Object.fromEntries(
      parts.map((part) => [part, numbers(metrics[part] as Record<string, unknown>)]),
    ),
    epochs: Number(metrics.epochs),
    finalEpoch: Number(metrics.finalEpoch),
    ...(replicates === undefined ? {} : { replicates: spreadOf(replicates, parts) }),
    history: history.map(numbers),
    ...(classes === undefined
      ? {}
      : { recalls: new Map(classes.map((row) => [row.class!, numberOf(row.recall)])) }),
    ...(confusions === undefined ? {} : { confusions: confusions.map(confusionOf) }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(trials === undefined ? {} : { search: searchOf(metrics.search as SearchMetrics, trials) }),
    ...(typeof seconds === "number" ? { seconds } : {}),
  };
}

/** The histories of the other replicates, by column; without those that are not there. */
export async function readReplicates(
  { text }: StoredFiles,
  count: number,
): Promise<readonly StoredVersion["history"][]> {
  const histories: StoredVersion["history"][] = [];
  for (let replicate = 2; replicate <= count; replicate++) {
    const rows = parsedTable(await text(replicatePath(replicate)));
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

/** A number as files hold it: NaN and infinity are words. */
function numberOf(value: unknown): number {
  if (value === "infinity") return Number.POSITIVE_INFINITY;
  if (value === "-infinity") return Number.NEGATIVE_INFINITY;
  return Number(value);
}

function parsedJson(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value = text === undefined ? undefined : (JSON.parse(text) as unknown);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parsedYaml(text: string | undefined): Record<string, unknown> | undefined {
  const document = text === undefined ? undefined : parseDocument(text);
  if (document === undefined || document.errors.length > 0) return undefined;
  return document.toJS() as Record<string, unknown>;
}

function parsedTable(text: string | undefined): Record<string, string>[] | undefined {
  return text === undefined
    ? undefined
    : (parse(text, { columns: true, relax_column_count: true }) as Record<string, string>[]);
}

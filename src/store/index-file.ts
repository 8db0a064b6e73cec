import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { conflicted } from "./conflicts.ts";
import { keeping, whereMissing } from "./failures.ts";
import type { Cell } from "./formats.ts";
import { alone } from "./results-folder.ts";
import { csv } from "./texts.ts";
import { readRun, versionName, versionsIn } from "./versions.ts";

/** One version, as the leaderboard lists it. */
export interface IndexRow {
  readonly experiment: string;
  readonly version: string;
  /** The first twelve digits; empty where run.json or metrics.json is damaged. */
  readonly identity: string;
  readonly status: "complete" | "diverged" | "damaged";
  readonly epochs: number | undefined;
  /** Figures of validation and test by name, means where there are replicates: `test_accuracy`. What is no finite number is a word. */
  readonly figures: Readonly<Record<string, Cell>>;
  /** What is wrong with a damaged version. */
  readonly damage?: string;
}

/** Every version below a results folder, sorted by experiment, variant and version. */
export async function readIndex(results: string): Promise<IndexRow[]> {
  return keeping(results, async () => {
    const experiments = await foldersBelow(results);
    const rows = await Promise.all(experiments.map((experiment) => rowsOf(results, experiment)));
    return rows.flat();
  });
}

/** The versions of an experiment and of its variants. */
async function rowsOf(results: string, experiment: string): Promise<IndexRow[]> {
  const inside = await foldersBelow(join(results, experiment));
  const variants = inside.filter((name) => name.includes("=")).map((name) => `${experiment}/${name}`);
  const rows: IndexRow[] = [];
  for (const path of [experiment, ...variants]) {
    const folder = join(results, ...path.split("/"));
    const names = (await versionsIn(folder)).map(versionName);
    rows.push(...(await Promise.all(names.map((name) => readRow(path, name, join(folder, name))))));
  }
  return rows;
}

/**
 * Writes index.csv anew from the version folders that git keeps, where it is not that already, whatever it holds: a merge may have put
 * lines together, or left its marks. Processes that do so at once wait for each other, so that the last one has seen
 * every version. `rows` are those of `readIndex`, for who has read them. Throws a RunExpError where it cannot be written.
 */
export async function writeIndex(results: string, rows?: readonly IndexRow[]): Promise<void> {
  const path = join(results, "index.csv");
  await keeping(path, async () => {
    if ((await readdir(results).catch(whereMissing(undefined))) === undefined) return;
    const present = (await readFile(path, "utf8").catch(whereMissing(undefined))) ?? indexText([]);
    if (present === indexText(await keptOf(results, rows ?? (await readIndex(results))))) return;
    await alone(results, async () => {
      await writeWhole(path, indexText(await keptOf(results, await readIndex(results))));
    });
  });
}

/** Without the rows of experiments whose folder has a .gitignore of its own: a clone has the index and not those. */
async function keptOf(results: string, rows: readonly IndexRow[]): Promise<IndexRow[]> {
  const folders = [...new Set(rows.map(({ experiment }) => experiment.split("/")[0]!))];
  const found = await Promise.all(
    folders.map((folder) => stat(join(results, folder, ".gitignore")).catch(whereMissing(undefined))),
  );
  const ignored = new Set(folders.filter((_, index) => found[index] !== undefined));
  return rows.filter(({ experiment }) => !ignored.has(experiment.split("/")[0]!));
}

function indexText(rows: readonly IndexRow[]): string {
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))].sort();
  const columns = ["experiment", "version", "identity", "status", "epochs", ...names];
  return csv(
    columns,
    rows.map(({ experiment, version, identity, status, epochs, figures }) => [
      ...[experiment, version, identity, status, epochs ?? ""],
      ...names.map((name) => figures[name] ?? ""),
    ]),
  );
}

async function readRow(experiment: string, version: string, folder: string): Promise<IndexRow> {
  const known = { experiment, version };
  try {
    const run = await readRun(folder);
    const { epochs, figures } = await readMetrics(folder);
    return { ...known, identity: run.identity.slice(0, 12), status: run.status, epochs, figures };
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    const damage = error.message;
    return { ...known, identity: "", status: "damaged", epochs: undefined, figures: {}, damage };
  }
}

/** The figures of a version. */
export interface Metrics {
  readonly epochs: number;
  /** Of validation and test by name, means where there are replicates: `test_accuracy`. What is no finite number is a word. */
  readonly figures: Readonly<Record<string, Cell>>;
}

/** What the leaderboard shows of a version's metrics.json. Throws a RunExpError `version-damaged` where it cannot be read. */
export async function readMetrics(version: string): Promise<Metrics> {
  const path = join(version, "metrics.json");
  const text = await readFile(path, "utf8").catch(whereMissing(""));
  const metrics = parsedMetrics(text);
  if (metrics !== undefined) return metrics;
  const what = conflicted(text) ? "holds the conflict marks of a merge" : "is missing or damaged";
  throw new RunExpError("version-damaged", `${path} ${what}`, "restore the folder from git");
}

function parsedMetrics(text: string): Metrics | undefined {
  try {
    const metrics = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    if (typeof metrics?.epochs !== "number") return undefined;
    const means = metrics.replicates as Record<string, Record<string, { mean: Cell }>> | undefined;
    const figures = ["validation", "test"].flatMap((part) =>
      Object.entries((metrics[part] ?? {}) as Record<string, Cell>).map(([name, value]) => [
        `${part}_${name}`,
        means?.[part]?.[name]?.mean ?? value,
      ]),
    );
    return { epochs: metrics.epochs, figures: Object.fromEntries(figures) as Record<string, Cell> };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(whereMissing([]));
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

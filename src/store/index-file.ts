import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../base/files.ts";
import { table } from "./formats.ts";
import { readRun, versionName, versionsIn } from "./versions.ts";

/** One version, as the leaderboard lists it. */
export interface IndexRow {
  readonly experiment: string;
  readonly version: string;
  readonly identity: string;
  readonly status: string;
  readonly epochs: number;
  readonly [figure: string]: string | number;
}

/** Every complete version below a results folder, sorted by experiment and version. */
export async function readIndex(results: string): Promise<IndexRow[]> {
  const rows: IndexRow[] = [];
  for (const experiment of await foldersBelow(results)) {
    for (const variant of [
      "",
      ...(await foldersBelow(join(results, experiment))).filter((name) => name.includes("=")),
    ]) {
      const folder = join(results, experiment, variant);
      for (const number of await versionsIn(folder)) {
        rows.push(await readRow(folder, variant === "" ? experiment : `${experiment}/${variant}`, number));
      }
    }
  }
  return rows;
}

/** Writes index.csv from the folders, and the files that tell git what to leave alone. */
export async function writeIndex(results: string): Promise<void> {
  const rows = await readIndex(results);
  const figures = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(5).sort();
  const columns = ["experiment", "version", "identity", "status", "epochs", ...figures];
  await writeWhole(join(results, "index.csv"), table(columns, rows));
  await writeWhole(join(results, ".gitignore"), "weights.bin\n.*\n!.gitignore\n");
}

async function readRow(folder: string, experiment: string, number: number): Promise<IndexRow> {
  const version = versionName(number);
  const run = await readRun(join(folder, version));
  const metrics = JSON.parse(await readFile(join(folder, version, "metrics.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const figures = ["validation", "test"].flatMap((part) =>
    Object.entries((metrics[part] ?? {}) as Record<string, number>).map(([name, value]) => [
      `${part}_${name}`,
      value,
    ]),
  );
  return {
    experiment,
    version,
    identity: run.identity.slice(0, 12),
    status: run.status,
    epochs: Number(metrics.epochs),
    ...(Object.fromEntries(figures) as Record<string, number>),
  };
}

async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

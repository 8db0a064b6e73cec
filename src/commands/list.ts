import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENVIRONMENT } from "../spec/origin.ts";
import { type Cell, showFigure } from "../store/formats.ts";
import { type IndexRow, readIndex } from "../store/index-file.ts";
import type { ExitCode, Output } from "./output.ts";
import { type Column, textTable } from "./table.ts";
import { plural } from "./units.ts";

/** A version with the moment it was finished, as ISO 8601; empty where env.json does not say. */
type ListedVersion = IndexRow & { readonly made: string };

/** All versions below the results folder, a line each; the exit code is 1 where one is damaged. */
export async function list(
  { results, json }: { readonly results: string; readonly json: boolean },
  output: Output,
): Promise<ExitCode> {
  const rows = await readIndex(results);
  const versions = await Promise.all(
    rows.map(async (row) => ({ ...row, made: await madeAt(join(results, row.experiment, row.version)) })),
  );
  if (json) output.result(JSON.stringify(versions, undefined, 2));
  else show(versions, results, output);
  for (const { damage } of rows) if (damage !== undefined) output.message(damage);
  return rows.some(({ damage }) => damage !== undefined) ? 1 : 0;
}

async function madeAt(version: string): Promise<string> {
  const text = await readFile(join(version, ENVIRONMENT), "utf8").catch(() => "");
  return /"ended": "([^"]+)"/.exec(text)?.[1] ?? "";
}

function show(versions: readonly ListedVersion[], results: string, output: Output): void {
  if (versions.length === 0) {
    output.message(`${results} holds no version yet`);
    return;
  }
  const names = figureNames(versions);
  // Where all are complete, saying so of each is of no use.
  const telling = versions.some(({ status }) => status !== "complete");
  const columns: Column[] = [
    ...[{ title: "experiment" }, { title: "version" }, ...(telling ? [{ title: "status" }] : [])],
    ...[{ title: "made" }, { title: "epochs", right: true }],
    ...names.map((name) => ({ title: name.replace("_", "\n"), right: true })),
  ];
  const rows = versions.map(({ experiment, version, status, made, epochs, figures }) => [
    ...[experiment, version, ...(telling ? [status] : [])],
    ...[made.slice(0, 10), String(epochs ?? "")],
    ...names.map((name) => cellText(figures[name])),
  ]);
  const { lines, leftOut } = textTable(columns, rows, output.width);
  for (const line of lines) output.result(line);
  if (leftOut > 0) output.message(`no room for ${plural(leftOut, "more column")}; --json has everything`);
}

/** Test before validation, metrics before the loss. */
function figureNames(versions: readonly ListedVersion[]): string[] {
  const names = [...new Set(versions.flatMap(({ figures }) => Object.keys(figures)))];
  const rank = (name: string) => (name.startsWith("test_") ? 0 : 2) + (name.endsWith("_loss") ? 1 : 0);
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function cellText(value: Cell | undefined): string {
  return typeof value === "number" ? showFigure(value) : (value ?? "");
}

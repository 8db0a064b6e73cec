/**
 * Files of a version as git shows them in a diff, once `run-exp init --git` told it to. Imports nothing, since git starts
 * a process for each side of each file.
 */

/** The text of a file of this name as people like to read it; as it is where it is not what its name says. */
export function readable(name: string, text: string): string {
  if (name.endsWith(".csv")) return readableHistory(text) ?? text;
  return readableMetrics(text) ?? text;
}

/** Of these the highest value is the best. */
const HIGHER = /(accuracy|precision|recall|score)$/;

/** history.csv with the best and the last value of each column first, its columns aligned below. */
function readableHistory(text: string): string | undefined {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
  const [head, ...epochs] = rows;
  const whole = rows.every((row) => row.length === head!.length);
  if (head === undefined || head[0] !== "epoch" || epochs.length === 0 || !whole) return undefined;
  const facts = head.slice(1).map((name, index) => [name, courseText(name, epochs, index + 1)]);
  return `${aligned([["epochs", String(epochs.length)], ...facts], false)}\n\n${aligned(rows, true)}\n`;
}

/** `lowest 0.66 in epoch 5, last 0.674` */
function courseText(name: string, epochs: readonly (readonly string[])[], column: number): string {
  const higher = HIGHER.test(name);
  let best: readonly string[] | undefined;
  for (const row of epochs) {
    const value = Number(row[column]);
    if (row[column] === "" || !Number.isFinite(value)) continue;
    const before = best === undefined ? undefined : Number(best[column]);
    if (before === undefined || (higher ? value > before : value < before)) best = row;
  }
  const last = `last ${epochs.at(-1)![column]}`;
  if (best === undefined) return last;
  if (epochs.every((row) => row[column] === best[column])) return `always ${best[column]}`;
  return `${higher ? "highest" : "lowest"} ${best[column]} in epoch ${best[0]}, ${last}`;
}

/** metrics.json with a line for each figure, named by its whole path, so that a hunk needs no context. */
function readableMetrics(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object") return undefined;
    return `${aligned(leaves(value, ""), false)}\n`;
  } catch {
    return undefined; // a conflict of a merge, or no JSON at all
  }
}

function leaves(value: object, path: string): string[][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const own = path === "" ? name : `${path}.${name}`;
    return inner !== null && typeof inner === "object" ? leaves(inner, own) : [[own, String(inner)]];
  });
}

function aligned(rows: readonly (readonly string[])[], right: boolean): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (right ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

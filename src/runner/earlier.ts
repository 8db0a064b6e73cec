import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { OptionProblem } from "../base/errors.ts";
import { countOf, type Domain, indexOf, isOrdered, type Scalar, valueAt } from "../space/domain.ts";
import type { Configuration, Space } from "../space/space.ts";
import type { Search } from "../spec/search.ts";
import { whereMissing } from "../store/failures.ts";
import { REASON, TRIAL_COLUMNS } from "../store/search-files.ts";
import { damageOf } from "../store/sums.ts";
import { readDocument } from "../store/versions.ts";
import { loggedNames } from "../train/loop.ts";

/** Trials of an earlier search that a new one begins from. */
export interface Earlier {
  readonly trials: readonly { readonly configuration: Configuration; readonly value: number }[];
  /** Those that the space does not allow, each with its reasons. */
  readonly leftOut: readonly { readonly trial: string; readonly reasons: readonly string[] }[];
}

/**
 * The trials of the version that `search.from` names, as far as the space allows them; none where it names none. Throws
 * an OptionProblem where there is no such version, or where it is of no search.
 */
export async function earlierTrials(search: Search, folder: string): Promise<Earlier> {
  const { search: section, space } = search;
  if (section.from === undefined) return { trials: [], leftOut: [] };
  const path = join(resolve(folder, section.from), "trials.csv");
  const text = await readFile(path, "utf8").catch(whereMissing(undefined));
  if (text === undefined) {
    throw new OptionProblem(
      ["search", "from"],
      `there is no ${path}`,
      "name the folder of a search's version: ../results/cnn/v001",
    );
  }
  await refuseOther(resolve(folder, section.from), search);
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  const whole = Math.max(...rows.map(({ epochs }) => Number(epochs)));
  const trials: { configuration: Configuration; value: number }[] = [];
  const leftOut: { trial: string; reasons: string[] }[] = [];
  for (const row of rows) {
    const { configuration, reasons } = readConfiguration(row, space);
    const value = Number(row.value);
    if (row.value === "" || !Number.isFinite(value)) reasons.push("it came to no figure");
    else if (row.status === "pruned") reasons.push("it was given up early");
    else if (row.rung !== "" && Number(row.epochs) < whole)
      reasons.push(`it was trained for ${row.epochs} epochs only`);
    if (reasons.length === 0) trials.push({ configuration, value });
    else leftOut.push({ trial: row.trial ?? "?", reasons });
  }
  return { trials, leftOut };
}

/** Figures of another objective, or of a file that was edited, would mislead the tuner. */
async function refuseOther(version: string, search: Search): Promise<void> {
  const changed = (await damageOf(version)).find((what) => what.startsWith("trials.csv"));
  if (changed !== undefined) {
    const hint = "restore it from git";
    throw new OptionProblem(["search", "from"], `${changed} since ${version} was made`, hint);
  }
  const document = (await readDocument(version)) as { search?: { objective?: Objective } } | undefined;
  const { metric, goal } = document?.search?.objective ?? {};
  const own = search.search.objective;
  const theirs = goal ?? (metric === own.metric ? goalOf(search) : undefined);
  if (metric === own.metric && theirs === search.goal) return;
  throw new OptionProblem(
    ["search", "from"],
    `the objective of ${version} is ${[metric ?? "none", theirs ?? []].flat().join(", ")}, and this search's is ${own.metric}, ${search.goal}`,
    "begin from a search for the same",
  );
}

interface Objective {
  readonly metric?: string;
  readonly goal?: "max" | "min";
}

/** Which way of the objective is better where a file does not say. */
function goalOf({ search, samples: [{ experiment }] }: Search): "max" | "min" {
  const { metrics } = experiment.train;
  return loggedNames(metrics, true).get(search.objective.metric) === "higher" ? "max" : "min";
}

function readConfiguration(
  row: Readonly<Record<string, string>>,
  space: Space,
): { configuration: Configuration; reasons: string[] } {
  const domains = new Map(space.dimensions.map(({ name, domain }) => [name, domain]));
  const values: Record<string, Scalar> = {};
  for (const [column, cell] of Object.entries(row)) {
    if ((TRIAL_COLUMNS as readonly string[]).includes(column) || column === REASON || cell === "") continue;
    const name = column.replace(/^\$/, "");
    const domain = domains.get(name);
    values[name] = domain === undefined ? cell : valueOfCell(domain, cell);
  }
  const configuration = space.configure(({ name }) => values[name] ?? Number.NaN);
  return { configuration, reasons: space.problems(values).map(({ message }) => message) };
}

/** A cell as a value of a domain; as it stands where it is none. Numbers were written with six digits. */
function valueOfCell(domain: Domain, cell: string): Scalar {
  if (!isOrdered(domain)) {
    const found = Array.from({ length: countOf(domain) }, (_, index) => valueAt(domain, index)).find(
      (value) =>
        String(value) === cell ||
        (typeof value === "number" && Number(value.toPrecision(6)) === Number(cell)),
    );
    return found ?? cell;
  }
  const number = Number(cell);
  if (!Number.isFinite(number)) return cell;
  const index = indexOf(domain, number);
  return index >= 0 && Number.isFinite(countOf(domain)) ? valueAt(domain, index) : number;
}

import { countOf, type Domain, indexOf, isOrdered, type Scalar, valueAt } from "../space/domain.ts";
import type { Configuration, Space } from "../space/space.ts";
import { REASON, TRIAL_COLUMNS, type TrialFigures } from "./search-files.ts";
import type { StoredTable } from "./stored-content.ts";

/** A row of trials.csv. */
export interface StoredTrial
  extends Pick<TrialFigures, "trial" | "status" | "value" | "configuration" | "reason"> {
  readonly epochs: number;
  /** Counts from 1; absent where the tuner has no rungs. */
  readonly rung?: number;
  /** Why it is no configuration of the space; empty where it is. */
  readonly misfits: readonly string[];
}

/** The trials in the rows of a trials.csv, in their order, their values as the space has them. */
export function readTrials(rows: StoredTable, space: Space): StoredTrial[] {
  return rows.map((row) => ({
    trial: Number(row.trial),
    status: row.status as StoredTrial["status"],
    value: row.value === "" ? Number.NaN : Number(row.value),
    epochs: Number(row.epochs),
    ...(row.rung === "" ? {} : { rung: Number(row.rung) }),
    ...(row[REASON] === "" ? {} : { reason: row[REASON]! }),
    ...readConfiguration(row, space),
  }));
}

function readConfiguration(
  row: Readonly<Record<string, string>>,
  space: Space,
): { configuration: Configuration; misfits: string[] } {
  const domains = new Map(space.dimensions.map(({ name, domain }) => [name, domain]));
  const values: Record<string, Scalar> = {};
  for (const [column, cell] of Object.entries(row)) {
    if ((TRIAL_COLUMNS as readonly string[]).includes(column) || column === REASON || cell === "") continue;
    const name = column.replace(/^\$/, "");
    const domain = domains.get(name);
    values[name] = domain === undefined ? cell : valueOfCell(domain, cell);
  }
  const configuration = space.configure(({ name }) => values[name] ?? Number.NaN);
  return { configuration, misfits: space.problems(values).map(({ message }) => message) };
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

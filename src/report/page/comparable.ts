import { numberOf } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import { drawn } from "../plots/panel.ts";
import type { Compared } from "../side-by-side.ts";
import type { PageVersion } from "./page-version.ts";
import { thinned } from "./sparkline.ts";

/** What a page holds of a version for comparisons: as `Compared`, but for a history by columns, which is shorter. */
export interface Comparable extends Omit<Compared, "history"> {
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A curve has at most so many points; on a page without reports, which may be of very many versions, fewer. */
const MOST_POINTS = 200;
const FEW_POINTS = 50;

/** So many digits of a hash are shown. */
const HASH = 12;

/** What a page compares of its versions; null where one is damaged. */
export function comparable(versions: readonly PageVersion[]): (Comparable | null)[] {
  return versions.map(({ name, stored, report }) =>
    stored === undefined ? null : held(name, stored, report === undefined ? FEW_POINTS : MOST_POINTS),
  );
}

function held(
  name: string,
  { run, document, figures, replicates, history }: StoredVersion,
  points: number,
): Comparable {
  const { data, arithmetic, engine, revision } = run;
  const rows = thinned(history, points);
  return {
    name,
    run: { data: data.slice(0, HASH), arithmetic, engine, revision },
    document,
    figures,
    ...(replicates === undefined ? {} : { replicates }),
    columns: Object.fromEntries(
      Object.keys(rows[0] ?? {}).map((column) => [column, rows.map((row) => drawn(row[column]!))]),
    ),
  };
}

/** A version as comparisons take it, of what a page holds, where figures that are no finite number are words. */
export function compared({ columns, figures, replicates, ...others }: Comparable): Compared {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? ""] ?? [];
  return {
    ...others,
    figures: numbersIn(figures),
    ...(replicates === undefined ? {} : { replicates: numbersIn(replicates) }),
    history: rows.map((_, index) => Object.fromEntries(names.map((name) => [name, columns[name]![index]!]))),
  };
}

/** What holds nothing but numbers, with those that are words made numbers again. */
function numbersIn<Held extends object>(held: Held): Held {
  const entries = Object.entries(held).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === "object" && value !== null ? numbersIn(value) : numberOf(value),
  ]);
  return Object.fromEntries(entries) as Held;
}

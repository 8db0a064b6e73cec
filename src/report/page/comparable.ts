import { rounded } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import type { Compared } from "../side-by-side.ts";
import type { PageVersion } from "./page-version.ts";
import { thinned } from "./sparkline.ts";

/** A curve on a page of many versions has at most so many points. */
const MOST_POINTS = 200;

/** So many digits of a hash are shown. */
const HASH = 12;

/** What a page compares of its versions; null where one is damaged. */
export function comparable(versions: readonly PageVersion[]): (Compared | null)[] {
  return versions.map(({ name, stored }) => (stored === undefined ? null : compared(name, stored)));
}

function compared(name: string, { run, document, figures, replicates, history }: StoredVersion): Compared {
  const { data, arithmetic, engine, revision } = run;
  return {
    name,
    run: { data: data.slice(0, HASH), arithmetic, engine, revision },
    document,
    figures,
    ...(replicates === undefined ? {} : { replicates }),
    history: thinned(history, MOST_POINTS).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          Number.isFinite(value) ? rounded(value) : null,
        ]),
      ),
    ),
  };
}

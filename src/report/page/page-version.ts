import type { TopLevelSpec } from "vega-lite";
import { experimentPath, type Named } from "../../spec/experiment.ts";
import type { Cell } from "../../store/formats.ts";
import { readSearch, type SearchedTrials } from "../../store/read-search.ts";
import { readStored, type StoredVersion } from "../../store/read-version.ts";
import { type StoredFiles, textOf } from "../../store/stored-content.ts";
import { storedPlots } from "./stored-plots.ts";

/** The file of a version's report. */
export const REPORT = "report.md";

/** A version as a page shows it. */
export interface PageVersion {
  /** As it is called on the page: `cnn-adam@2`. */
  readonly name: string;
  /** `cnn/width=64` */
  readonly experiment: string;
  readonly status: "complete" | "diverged" | "damaged";
  /** Of validation and test by name, means where there are replicates: `test_accuracy`. */
  readonly figures: Readonly<Record<string, Cell>>;
  /** What is wrong with a damaged version. */
  readonly damage?: string;
  /** Absent where it is damaged. */
  readonly stored?: StoredVersion;
  /** Absent where the page shows it in its table only. */
  readonly report?: PageReport;
}

/** What a page shows of a version's report. */
export interface PageReport {
  /** report.md */
  readonly markdown: string;
  /** Specifications of plots by name. */
  readonly plots: Readonly<Record<string, TopLevelSpec>>;
  /** SVG texts of the report's other plots by their path. */
  readonly images: ReadonlyMap<string, string>;
  readonly search?: SearchedTrials;
}

/** A version with its report. Throws a RunExpError `version-damaged` where its files cannot be read. */
export async function reportedVersion(files: StoredFiles): Promise<PageVersion> {
  const stored = await readStored(files);
  return { ...listedVersion(stored), report: await readReport(files, stored) };
}

/** A version by what tables and comparisons tell of it. */
export function listedVersion(stored: StoredVersion): PageVersion {
  return {
    name: stored.name,
    experiment: experimentPath(stored.document as unknown as Named),
    status: stored.run.status,
    figures: Object.fromEntries(
      ["validation", "test"].flatMap((part) =>
        Object.entries(stored.figures[part] ?? {}).map(([figure, value]) => [
          `${part}_${figure}`,
          stored.replicates?.spread[part]?.[figure]?.mean ?? value,
        ]),
      ),
    ),
    stored,
  };
}

async function readReport(files: StoredFiles, stored: StoredVersion): Promise<PageReport> {
  const markdown = await textOf(files, REPORT);
  const search = await readSearch(files, stored.document);
  const plots = await storedPlots(files, stored, search);
  const images = new Map<string, string>();
  for (const [, path, name] of markdown.matchAll(/!\[[^\]]*\]\((plots\/([\w-]+)\.svg)\)/g)) {
    const svg = name! in plots ? undefined : await files.text(path!);
    if (svg !== undefined) images.set(path!, svg);
  }
  return { markdown, plots, images, ...(search === undefined ? {} : { search }) };
}

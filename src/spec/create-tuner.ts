import { RunExpError } from "../base/errors.ts";
import type { SpaceSection } from "../space/compile.ts";
import type { Scalar } from "../space/domain.ts";
import type { Space } from "../space/space.ts";
import type { Search } from "../tuner/schedule.ts";
import {
  type Report,
  type Reported,
  type SavedReports,
  Suggester,
  type Suggestion,
} from "../tuner/suggester.ts";
import { tuners } from "../tuner/tuners.ts";
import { checkBudget, checkStart, checkTuner } from "./check-search.ts";
import { explain } from "./explain.ts";
import { faultsOf } from "./faults.ts";
import { Issues } from "./issue.ts";
import { fromPlain, type Located, mapping, type Origin, toPlain } from "./located.ts";
import { compiledSpace } from "./read-search.ts";
import { Resolver } from "./resolve.ts";
import { definitions, tunerSettings } from "./schema.ts";
import { Names } from "./scope.ts";
import { asConfiguration, type SearchSection } from "./search.ts";

/** A search whose trials a program runs itself, in the words of an experiment's `search` section. */
export interface TunerSettings {
  /** `{ bayesian: { trials: 50 } }` */
  readonly tuner: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly space: SpaceSection;
  /** Which way the objective is better. */
  readonly goal: "max" | "min";
  /** 0 where left out. */
  readonly seed?: number;
  /** So many trials can be suggested before the first is reported; 1 where left out. */
  readonly parallel?: number;
  /** Configurations that are tried first; a family's values are a list. */
  readonly start?: readonly Readonly<Record<string, Scalar | readonly Scalar[]>>[];
}

/** A tuner as `toJSON` writes it down. */
export interface SavedTuner {
  readonly settings: TunerSettings;
  readonly reports: SavedReports;
}

/** Suggests trials, and is told what they came to. */
export interface OpenTuner {
  /**
   * The next trial, which counts as begun; `wait` where nothing can be suggested before another report; undefined once
   * the search is over and everything has been reported.
   */
  suggest(): Suggestion | "wait" | undefined;
  /**
   * Says what a trial's last suggestion came to; the order of reports changes nothing. A value that is not finite is a
   * training that diverged. Throws a RunExpError `bad-report` for a trial that is not running, and for what is neither
   * a number nor a failure.
   */
  report(trial: number, report: Report): void;
  /** The best of what was reported; of equals the earliest. Undefined where nothing finite was. */
  readonly best: Reported | undefined;
  /** All that `restoreTuner` needs to go on from here; `JSON.stringify` calls it. */
  toJSON(): SavedTuner;
}

/**
 * A tuner for a program that brings its own objective. The same settings and reports give the same suggestions. Throws
 * a RunExpError `bad-tuner` that names every mistake in the settings.
 *
 *     const tuner = createTuner({
 *       tuner: { bayesian: { trials: 50 } },
 *       space: { x: { float: { min: -5, max: 10 } }, y: { float: { min: 0, max: 15 } } },
 *       goal: "min",
 *     });
 *     for (let next = tuner.suggest(); typeof next === "object"; next = tuner.suggest()) {
 *       tuner.report(next.trial, branin(next.configuration));
 *     }
 */
export function createTuner(settings: TunerSettings): OpenTuner {
  const { complete, search } = read(settings);
  return opened(complete, new Suggester(search));
}

/**
 * The tuner that was written down, which goes on as that one would have. Trials that were running then still are, and
 * can be reported. Throws a RunExpError `bad-tuner` for what no tuner has written.
 */
export function restoreTuner(saved: SavedTuner): OpenTuner {
  if (!isSaved(saved))
    throw new RunExpError("bad-tuner", "this is no tuner that was written down", "give what toJSON gave");
  const { complete, search } = read(saved.settings);
  const suggester = new Suggester(search);
  if (!suggester.resume(saved.reports)) {
    const message = "the reports of the tuner that was written down do not belong to its settings";
    throw new RunExpError("bad-tuner", message, "give what toJSON gave, unchanged");
  }
  return opened(complete, suggester);
}

function opened(settings: TunerSettings, suggester: Suggester): OpenTuner {
  return {
    suggest: () => suggester.suggest(),
    report: (trial, report) => suggester.report(trial, report),
    get best() {
      return suggester.best;
    },
    toJSON: () => ({ settings, reports: suggester.save() }),
  };
}

/** What a mistake is said to be in, and where its settings are said to stand. */
const ROOT = "createTuner";
const AT: Origin = { source: { name: ROOT, folder: "", text: ROOT }, start: 0, end: ROOT.length };

/** What is left of settings once they are complete and valid. */
type Complete = Required<Omit<TunerSettings, "start" | "tuner">> & Pick<SearchSection, "start" | "tuner">;

/** The settings with their defaults, and the search that they describe. */
function read(written: TunerSettings): { readonly complete: Complete; readonly search: Search } {
  const issues = new Issues();
  const tree = resolved(written, issues);
  refuse(issues);
  const root = mapping(new Map([[ROOT, { key: AT, value: tree }]]), AT);
  const faults = faultsOf(toPlain(root).value, { properties: { [ROOT]: tunerSettings } });
  for (const fault of faults) explain(fault, root, issues);
  refuse(issues);
  const complete = toPlain(tree).value as Complete;
  const space = compiledSpace(tree, issues);
  if (space !== undefined) {
    checkStart({ section: complete, tree, space }, issues);
    checkTuner({ section: complete, tree, space }, issues);
    checkBudget({ section: complete, tree, space }, issues);
  }
  refuse(issues);
  return { complete, search: searchOf(complete, space!) };
}

function resolved(written: TunerSettings, issues: Issues): Located {
  const given = Object.fromEntries(Object.entries(written ?? {}).filter(([, value]) => value !== undefined));
  const resolver = new Resolver(definitions, "", issues, { applies: () => false, expand: (items) => items });
  const open = new Set(Object.keys(given.space ?? {}));
  return resolver.resolve(fromPlain(given, AT), tunerSettings, new Names({ values: new Map(), open }));
}

function searchOf({ tuner: tagged, goal, seed, parallel, start = [] }: Complete, space: Space): Search {
  const { component: tuner, options } = tuners.open(tagged);
  const costOf: Search["costOf"] = ({ epochs = 1 }, done) => epochs - done;
  return {
    tuner,
    options,
    space,
    goal,
    seed,
    parallel,
    start: start.map(asConfiguration),
    earlier: [],
    costOf,
  };
}

function refuse(issues: Issues): void {
  if (issues.count === 0) return;
  const found = issues.list();
  const message = found.map((issue) => issue.message).join("; ");
  throw new RunExpError("bad-tuner", message, found.length === 1 ? found[0]!.hint : "");
}

function isSaved(saved: SavedTuner): boolean {
  if (saved === null || typeof saved !== "object" || !Array.isArray(saved.reports)) return false;
  const { reports, settings } = saved;
  return (
    typeof settings === "object" &&
    reports.every((report: unknown) => {
      if (report === null || typeof report === "number") return true;
      if (typeof report === "string") return ["NaN", "Infinity", "-Infinity"].includes(report);
      return typeof (report as { failed?: unknown }).failed === "string";
    })
  );
}

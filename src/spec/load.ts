import { resolve } from "node:path";
import type { OptionProblem } from "../base/errors.ts";
import type { SourceContext } from "../data/source.ts";
import { compose } from "./compose.ts";
import type { Experiment } from "./experiment.ts";
import { type Issue, Issues, issueAt } from "./issue.ts";
import { displayName, entryOf, type Located, originAt, type SourceText } from "./located.ts";
import { type Variant, variantsOf, withVariant } from "./matrix.ts";
import { pathsFolder } from "./origin.ts";
import { type Read, readExperiment } from "./read.ts";
import { type ReadSearch, readSearch } from "./read-search.ts";
import { Names } from "./scope.ts";
import type { Search } from "./search.ts";
import { override } from "./set.ts";
import { readSource } from "./source.ts";

export interface LoadOptions {
  /** Overrides as given to `--set`: `train.epochs=5`. */
  readonly set?: readonly string[];
}

/** What an experiment file says: its variants (one where it has no matrix), or what is wrong with it. */
export interface Loaded {
  /** The file's name as the person would write it. */
  readonly file: string;
  /** Absolute path of the folder that relative paths in the experiments start from. */
  readonly folder: string;
  /** Complete and checked when `issues` is empty; empty otherwise, and for a file that describes a search. */
  readonly experiments: readonly Experiment[];
  /** The same for a file with a `search` section; empty for any other. */
  readonly searches: readonly Search[];
  readonly issues: readonly Issue[];
  /**
   * A mistake in one of the experiments or searches that shows only when it is run, such as data that are gone, at its
   * place. The problem's path starts from the experiment's root.
   */
  locate(subject: Experiment | Search, problem: OptionProblem): Issue;
}

/**
 * Reads one experiment file: parse → compose → vary → resolve → validate → check. All mistakes of the file,
 * and of the files it uses, come at once. Throws a RunExpError only where the file itself cannot be read.
 */
export async function loadExperiments(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const path = resolve(file);
  const source = { ...(await readSource(path)), folder: await pathsFolder(path) };
  return loadText(source, path, options);
}

/** The same for a text that has been read already; `path` is what `use` circles are found by. */
export async function loadText(source: SourceText, path: string, options: LoadOptions = {}): Promise<Loaded> {
  const issues = new Issues();
  const composed = await compose(source, path, issues);
  const root = composed === undefined ? undefined : overridden(composed, options.set ?? [], issues);
  const read = root === undefined ? NOTHING : await readVariants(root, source.folder, issues);
  const sound = issues.count === 0;
  return {
    file: displayName(path),
    folder: source.folder,
    experiments: sound ? read.experiments.map(({ experiment }) => experiment) : [],
    searches: sound ? read.searches.map(({ search }) => search) : [],
    issues: issues.list(),
    locate(subject, { path: steps, message, hint }) {
      const { tree } =
        read.experiments.find(({ experiment }) => experiment === subject) ??
        read.searches.find(({ search }) => search === subject)!;
      return issueAt("bad-run", originAt(tree, steps), message, hint);
    },
  };
}

/** What the variants of a file come to: experiments, or searches where it has a `search` section. */
interface ReadVariants {
  readonly experiments: readonly Read[];
  readonly searches: readonly ReadSearch[];
}

const NOTHING: ReadVariants = { experiments: [], searches: [] };

function overridden(root: Located, assignments: readonly string[], issues: Issues): Located {
  return assignments.reduce((tree, assignment) => override(tree, assignment, issues), root);
}

/** Every variant of the file, in order, with the tree that knows where its values stand. */
async function readVariants(root: Located, folder: string, issues: Issues): Promise<ReadVariants> {
  const variants = variantsOf(root, issues);
  const used = new Set<string>();
  const experiments: Read[] = [];
  const searches: ReadSearch[] = [];
  const data: SourceContext = { folder, known: new Map() };
  for (const variant of variants) {
    const own = withVariant(root, variant);
    const found = new Issues();
    if (entryOf(own, "search") === undefined) {
      const read = await readExperiment(own, new Names(variant, used), data, found);
      if (read !== undefined) experiments.push(read);
    } else {
      const read = await readSearch(own, { values: variant.values, used, data, issues: found });
      if (read !== undefined) searches.push(read);
    }
    issues.addAll(found);
  }
  if (issues.count === 0) refuseUnused(root, variants, used, issues);
  return { experiments, searches };
}

/** A name that is declared and decides nothing is a mistake: its variants would all be the same. */
function refuseUnused(
  root: Located,
  variants: readonly Variant[],
  used: ReadonlySet<string>,
  issues: Issues,
): void {
  if (root.kind !== "mapping") return;
  const matrix = root.entries.get("matrix")?.value;
  for (const name of variants[0]?.values.keys() ?? []) {
    const entry = matrix?.kind === "mapping" ? matrix.entries.get(name) : undefined;
    if (entry !== undefined && !used.has(name)) {
      issues.add(
        "unused-name",
        entry.key,
        `the axis \`${name}\` is never used`,
        `write $${name} where its values belong`,
      );
    }
  }
}

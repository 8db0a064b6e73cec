import { resolve } from "node:path";
import type { OptionProblem } from "../base/errors.ts";
import type { Tagged } from "../component/component.ts";
import type { SourceContext } from "../data/source.ts";
import { automaticNames } from "../model/graph.ts";
import { layers as layerFamily } from "../model/layers.ts";
import type { LayerItem } from "../model/model.ts";
import { check } from "./check.ts";
import { compose } from "./compose.ts";
import type { Experiment } from "./experiment.ts";
import { type Issue, Issues, issueAt } from "./issue.ts";
import { LayerList } from "./layer-list.ts";
import { displayName, type Located, originAt, type SourceText, sequence } from "./located.ts";
import { type Variant, variantsOf, withVariant } from "./matrix.ts";
import { pathsFolder } from "./origin.ts";
import { Resolver } from "./resolve.ts";
import { definitions, experimentSchema } from "./schema.ts";
import { Names } from "./scope.ts";
import { sampledParameters } from "./search-scope.ts";
import { override } from "./set.ts";
import { readSource } from "./source.ts";
import { validate } from "./validate.ts";

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
  /** Whether the file has a `search` section. Its trials are not experiments of this list. */
  readonly searches: boolean;
  readonly issues: readonly Issue[];
  /**
   * A mistake in one of the experiments that shows only when it is run, such as data that are gone, at its place.
   * The problem's path starts from the experiment's root.
   */
  locate(experiment: Experiment, problem: OptionProblem): Issue;
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
  const trees =
    root === undefined ? new Map<Experiment, Located>() : await readVariants(root, source.folder, issues);
  const searches = root?.kind === "mapping" && root.entries.has("search");
  return {
    file: displayName(path),
    folder: source.folder,
    experiments: issues.count === 0 && !searches ? [...trees.keys()] : [],
    searches,
    issues: issues.list(),
    locate: (experiment, { path: steps, message, hint }) =>
      issueAt("bad-run", originAt(trees.get(experiment)!, steps), message, hint),
  };
}

function overridden(root: Located, assignments: readonly string[], issues: Issues): Located {
  return assignments.reduce((tree, assignment) => override(tree, assignment, issues), root);
}

/** Every experiment of the file, in order, with the tree that knows where its values stand. */
async function readVariants(
  root: Located,
  folder: string,
  issues: Issues,
): Promise<Map<Experiment, Located>> {
  const variants = variantsOf(root, issues);
  const samples = sampledParameters(root, issues);
  const used = new Set<string>();
  const trees = new Map<Experiment, Located>();
  const data: SourceContext = { folder, known: new Map() };
  for (const variant of variants) {
    for (const sample of samples) {
      const names = new Names(new Map([...variant.values, ...sample]), new Map(), used);
      const read = await readOne(withVariant(root, variant), names, data, issues);
      if (read !== undefined) trees.set(read.experiment, read.tree);
    }
  }
  if (issues.count === 0) refuseUnused(root, variants, used, issues);
  return trees;
}

/** One variant with all its names known: resolved, validated, checked. */
async function readOne(
  root: Located,
  names: Names,
  data: SourceContext,
  issues: Issues,
): Promise<{ experiment: Experiment; tree: Located } | undefined> {
  const list = new LayerList({ $ref: "#/$defs/layerItem" }, issues);
  const resolver = new Resolver(definitions, data.folder, issues, list);
  const tree = resolver.resolve(root, experimentSchema, names);
  const validated = validate(tree, issues);
  validate(sequence(list.leftOut, tree.at), issues, "layerItems");
  if (tree.kind !== "mapping") return undefined;
  const experiment = asExperiment(validated.value as Record<string, unknown>);
  await check({ experiment, tree, validated, data }, issues);
  return { experiment, tree };
}

/** The validated plain tree in the form the rest of run-exp reads: layers with their names. */
function asExperiment(value: Record<string, unknown>): Experiment {
  const model = value.model as { layers?: unknown } | undefined;
  const written = Array.isArray(model?.layers) ? (model.layers as unknown[]) : [];
  const items = written.map((item) => asItem(item));
  const names = automaticNames(items);
  const layers = items.map((item, index): LayerItem => ({ ...item, name: names[index]! }));
  return deepFreeze({ ...value, model: { ...model, layers } } as unknown as Experiment);
}

function asItem(item: unknown): Omit<LayerItem, "name"> & { name?: string } {
  const { name, from, ...rest } = (item ?? {}) as Record<string, unknown>;
  const layer = Object.fromEntries(
    Object.entries(rest).filter(([key]) => layerFamily.names.includes(key)),
  ) as Tagged;
  return {
    layer,
    ...(typeof name === "string" ? { name } : {}),
    ...(from === undefined ? {} : { from: [from].flat() as string[] }),
  };
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

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === "object") {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

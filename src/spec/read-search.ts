import { RunExpError } from "../base/errors.ts";
import type { SourceContext } from "../data/source.ts";
import { readSpace } from "../space/compile.ts";
import { ExpressionProblem, parseExpression } from "../space/expression.ts";
import { type Configuration, Space } from "../space/space.ts";
import { checkSearch } from "./check-search.ts";
import type { Keywords } from "./definitions.ts";
import { Issues, type Reading } from "./issue.ts";
import {
  entryOf,
  keyAt,
  type Located,
  type LocatedEntry,
  mapping,
  originAt,
  sequence,
  toPlain,
} from "./located.ts";
import { deepFreeze, LAYER_ITEM, type Read, readExperiment } from "./read.ts";
import { Resolver } from "./resolve.ts";
import { definitions, experimentSchema } from "./schema.ts";
import { type Bindings, Names } from "./scope.ts";
import { asConfiguration, type Sample, type Search, type SearchSection } from "./search.ts";
import { bindingsOf, sampledConfigurations } from "./search-scope.ts";
import { LayerTemplate } from "./template.ts";
import { type Validated, validate } from "./validate.ts";

/** What reading a search needs of the file around it. */
export interface SearchContext {
  /** What the names of the matrix mean. */
  readonly values: ReadonlyMap<string, Located>;
  readonly used: Set<string>;
  readonly data: SourceContext;
  /** Of this variant alone. */
  readonly issues: Issues;
}

/** A search with the tree that knows where its values stand. */
export interface ReadSearch {
  readonly search: Search;
  readonly tree: Located;
}

/**
 * Reads a file with a `search` section. Its space is read first; then the rest of the file is checked under
 * configurations that reach every corner of the space. Undefined where something is wrong.
 */
export async function readSearch(file: Located, context: SearchContext): Promise<ReadSearch | undefined> {
  const { issues, used, values } = context;
  const written = namesOf(file);
  refuseTaken(file, written, context);
  const root = withoutMisplaced(file, new Set(written), issues);
  const placed = issues.count === 0;
  const names = written.length === 0 ? [...mentioned(root)] : written;
  const open = new Names({ values, open: new Set(names) }, used);
  const section = resolverFor(context).resolve(entryOf(root, "search")!, definitions.search!, open);
  const validated = validateSection(root, section, issues);
  const compiled = validated.sound(["space"]) ? compiledSpace(section, issues) : undefined;
  const rest = withoutSearch(root);
  if (compiled === undefined) {
    await readExperiment(
      rest,
      new Names(unknownBindings(names, values, section), used),
      context.data,
      issues,
    );
    return undefined;
  }
  const read = (configuration: Configuration, found: Issues) =>
    readExperiment(rest, namesUnder(compiled, section, configuration, context), context.data, found);
  const made: (Read & Sample)[] = [];
  const readings: Reading[] = [];
  for (const configuration of sampledConfigurations(compiled)) {
    const own = new Issues();
    const one = await read(configuration, own);
    if (one !== undefined) made.push({ ...one, configuration });
    readings.push({ under: configurationText(configuration), issues: own });
  }
  const found = new Issues();
  found.addReadings(readings);
  issues.addAll(found);
  const experiments = placed && found.count === 0 ? made : [];
  if (issues.count === 0) refuseUnused(compiled, section, used, issues);
  const plain = validated.value as SearchSection;
  const goal = await checkSearch(
    {
      section: plain,
      tree: section,
      sound: validated.sound,
      space: compiled,
      experiments,
      data: context.data,
    },
    issues,
  );
  if (issues.count > 0 || goal === undefined) return undefined;
  const tree = resolverFor(context).resolve(root, experimentSchema, open);
  const document = deepFreeze(toPlain(tree).value) as Record<string, unknown>;
  const { model: _, train: __, ...own } = document;
  return {
    tree,
    search: {
      ...(own as unknown as Pick<Search, "name" | "seed" | "engine" | "dataset" | "replicates">),
      search: plain,
      document,
      space: compiled,
      start: (plain.start ?? []).map(asConfiguration),
      goal,
      samples: made.map(({ configuration, experiment }) => ({ configuration, experiment })) as [
        Sample,
        ...Sample[],
      ],
      async configure(configuration) {
        const found = new Issues();
        const one = await read(configuration, found);
        if (one !== undefined && found.count === 0) return one.experiment;
        throw badConfiguration(found);
      },
    },
  };
}

function resolverFor({ data, issues }: SearchContext): Resolver {
  return new Resolver(definitions, data.folder, issues, new LayerTemplate(LAYER_ITEM));
}

/** The space of a search section; undefined where something in it is wrong. */
export function compiledSpace(section: Located, issues: Issues): Space | undefined {
  const space = entryOf(section, "space")!;
  const read = readSpace(toPlain(space).value as SearchSection["space"]);
  if (read instanceof Space) return read;
  for (const { path, message, hint } of read) {
    issues.add("bad-space", path.length === 1 ? keyAt(space, path) : originAt(space, path), message, hint);
  }
  return undefined;
}

/** So many characters of a configuration fit a line beside what else it says. */
const MOST_CHARACTERS = 60;

/** `layers 2, rate 0.1, …`, as much as fits a line. */
function configurationText(configuration: Configuration): string {
  const parts = Object.entries(configuration).map(([name, value]) => `${name} ${value}`);
  let text = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    if (text.length + part.length > MOST_CHARACTERS) return `${text}, …`;
    text += `, ${part}`;
  }
  return text;
}

/** What the file's names mean under a configuration. */
function namesUnder(
  space: Space,
  section: Located,
  configuration: Configuration,
  { values, used }: SearchContext,
): Names {
  const own = bindingsOf(space, entryOf(section, "space")!, configuration);
  return new Names({ ...own, values: new Map([...values, ...own.values]) }, used);
}

/** Bindings for a space in which something is wrong: what its names mean is not known. */
function unknownBindings(
  names: readonly string[],
  values: ReadonlyMap<string, Located>,
  section: Located,
): Bindings {
  const unknown = names.map((name): [string, Located] => [name, { kind: "unknown", at: section.at }]);
  return { values: new Map([...values, ...unknown]) };
}

function withoutSearch(root: Located): Located {
  if (root.kind !== "mapping") return root;
  return mapping(new Map([...root.entries].filter(([name]) => name !== "search")), root.at);
}

/** The hyperparameters that a file declares. */
function namesOf(root: Located): string[] {
  const space = entryOf(entryOf(root, "search"), "space");
  return space?.kind === "mapping" ? [...space.entries.keys()] : [];
}

/** Refuses a hyperparameter that has the name of an axis: nobody could say which of the two `$name` means. */
function refuseTaken(root: Located, names: readonly string[], { values, issues }: SearchContext): void {
  for (const name of names.filter((own) => values.has(own))) {
    const at = keyAt(root, ["search", "space", name]);
    issues.add(
      "name-taken",
      at,
      `\`${name}\` is an axis of the matrix already`,
      "give one of the two another name",
    );
  }
}

/** The section as it stands in the file, so that a mistake in it is told of `search`. */
function validateSection(root: Located, section: Located, issues: Issues): Validated {
  const key = keyAt(root, ["search"]);
  const around = mapping(new Map([["search", { key, value: section }]]), key);
  const { value, sound } = validate(around, issues, {
    properties: { search: definitions.search as Keywords },
  });
  return {
    value: (value as { readonly search?: unknown }).search,
    sound: (path) => sound(["search", ...path]),
  };
}

/** Where hyperparameters may stand. */
const SEARCHED = ["model", "train"];

/** The file with no hyperparameter in what has to be the same for every trial: each is refused, and unknown then. */
function withoutMisplaced(root: Located, names: ReadonlySet<string>, issues: Issues): Located {
  const visit = (value: Located): Located => {
    if (value.kind === "sequence") return sequence(value.items.map(visit), value.at);
    if (value.kind === "mapping") return mapValues(value, visit);
    if (value.kind !== "scalar" || typeof value.value !== "string") return value;
    const misplaced = mentionedNames(value.value).find((name) => names.has(name));
    if (misplaced === undefined) return value;
    issues.add(
      "misplaced-parameter",
      value.at,
      `\`$${misplaced}\` is a hyperparameter, and this is the same for every trial`,
      "hyperparameters may stand in model and train",
    );
    return { kind: "unknown", at: value.at };
  };
  return mapValues(root, (value, name) => {
    if (SEARCHED.includes(name) || name === "description") return value;
    if (name !== "search") return visit(value);
    return mapValues(value, (own, key) => (key === "space" ? own : visit(own)));
  });
}

function mapValues(value: Located, change: (value: Located, name: string) => Located): Located {
  if (value.kind !== "mapping") return value;
  const entries = [...value.entries].map(([name, { key, value: own }]): [string, LocatedEntry] => [
    name,
    { key, value: change(own, name) },
  ]);
  return mapping(new Map(entries), value.at);
}

/** Every name that a tree mentions. */
function mentioned(value: Located): ReadonlySet<string> {
  if (value.kind === "sequence") return new Set(value.items.flatMap((item) => [...mentioned(item)]));
  if (value.kind === "mapping") {
    return new Set([...value.entries.values()].flatMap((entry) => [...mentioned(entry.value)]));
  }
  return new Set(
    value.kind === "scalar" && typeof value.value === "string" ? mentionedNames(value.value) : [],
  );
}

function mentionedNames(text: string): readonly string[] {
  if (!text.includes("$")) return [];
  try {
    return parseExpression(text).parameters;
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    return [];
  }
}

/** A hyperparameter that decides nothing would be searched for nothing. */
function refuseUnused(space: Space, section: Located, used: ReadonlySet<string>, issues: Issues): void {
  const asked = new Set(
    space.parameters.flatMap(({ each, when }) => [each, when].flatMap((one) => one?.parameters ?? [])),
  );
  for (const { name } of space.parameters) {
    if (used.has(name) || asked.has(name)) continue;
    issues.add(
      "unused-name",
      keyAt(section, ["space", name]),
      `the hyperparameter \`${name}\` is never used`,
      `write $${name} where its value belongs`,
    );
  }
}

/** Without the place: it is recorded as a result, which no path of a machine may be part of. */
function badConfiguration(issues: Issues): RunExpError {
  const [first] = issues.list();
  return new RunExpError("bad-configuration", first?.message ?? "it makes no experiment", first?.hint);
}

import type { Tagged } from "../component/component.ts";
import type { SourceContext } from "../data/source.ts";
import { automaticNames } from "../model/graph.ts";
import { layers as layerFamily } from "../model/layers.ts";
import type { LayerItem } from "../model/model.ts";
import { check } from "./check.ts";
import type { Keywords } from "./definitions.ts";
import type { Experiment } from "./experiment.ts";
import type { Issues } from "./issue.ts";
import { LayerList } from "./layer-list.ts";
import { type Located, sequence } from "./located.ts";
import { Resolver } from "./resolve.ts";
import { definitions, experimentSchema } from "./schema.ts";
import type { Names } from "./scope.ts";
import { validate } from "./validate.ts";

/** An experiment with the tree that knows where its values stand. */
export interface Read {
  readonly experiment: Experiment;
  readonly tree: Located;
}

/** The schema of one layer in a model. */
export const LAYER_ITEM = { $ref: "#/$defs/layerItem" };

/** One experiment of which all names are known: resolved, validated, checked. */
export async function readExperiment(
  root: Located,
  names: Names,
  data: SourceContext,
  issues: Issues,
): Promise<Read | undefined> {
  const list = new LayerList(LAYER_ITEM, issues);
  const resolver = new Resolver(definitions, data.folder, issues, list);
  const tree = resolver.resolve(root, experimentSchema, names);
  const validated = validate(tree, issues);
  validate(sequence(list.leftOut, tree.at), issues, definitions.layerItems as Keywords);
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

/** Freezes plain data to its depth. */
export function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === "object") {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

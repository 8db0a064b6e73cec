import { nameOf } from "../component/component.ts";
import { automaticNames } from "../model/graph.ts";
import type { LayerItem } from "../model/model.ts";
import type { Experiment } from "./experiment.ts";

/**
 * The resolved experiment as the plain value that experiment.yaml holds: a valid experiment file, which
 * resolves to the same experiment. Layers keep only the names that a reader gave them.
 */
export function documentOf(experiment: Experiment): Record<string, unknown> {
  const given = givenNames(experiment.model.layers);
  const layers = experiment.model.layers.map(({ layer, name, from }) => ({
    ...layer,
    ...(given.has(name) ? { name } : {}),
    ...(from === undefined ? {} : { from: from.length === 1 ? from[0] : from }),
  }));
  return { ...experiment, model: { ...experiment.model, layers } };
}

/** The fewest names that must be written for the others to come about by themselves. */
function givenNames(items: readonly LayerItem[]): ReadonlySet<string> {
  const given = new Set(items.filter((item) => !mayBeAutomatic(item)).map(({ name }) => name));
  for (;;) {
    const names = automaticNames(
      items.map(({ layer, name }) => (given.has(name) ? { layer, name } : { layer })),
    );
    const other = items.find(({ name }, index) => name !== names[index]);
    if (other === undefined) return given;
    given.add(other.name);
  }
}

/** Whether a layer is called as run-exp would call it: `dense`, `dense_1`. */
function mayBeAutomatic({ layer, name }: LayerItem): boolean {
  const own = nameOf(layer);
  return name === own || (name.startsWith(`${own}_`) && /^[1-9]\d*$/.test(name.slice(own.length + 1)));
}

import { automaticNames } from "../model/graph.ts";
import type { Experiment } from "./experiment.ts";

/**
 * The resolved experiment as the plain value that experiment.yaml holds: a valid experiment file, which
 * resolves to the same experiment. Layers keep only the names that a reader gave them.
 */
export function documentOf(experiment: Experiment): Record<string, unknown> {
  const automatic = automaticNames(experiment.model.layers.map(({ layer }) => ({ layer })));
  const layers = experiment.model.layers.map((item, index) => ({
    ...item.layer,
    ...(item.name === automatic[index] ? {} : { name: item.name }),
    ...(item.from === undefined ? {} : { from: item.from.length === 1 ? item.from[0] : item.from }),
  }));
  return { ...experiment, model: { ...experiment.model, layers } };
}

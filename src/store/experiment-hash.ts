import { canonicalJson, sha256 } from "../base/hash.ts";
import { nameOf, type Tagged } from "../component/component.ts";
import { sources } from "../data/sources.ts";
import type { Experiment } from "../spec/experiment.ts";
import { onlyWatches } from "../train/callbacks.ts";

/**
 * The hash of a resolved experiment as far as it decides a result. Left out are
 *
 * - `name`, `variant` and `description`, which only people read;
 * - `engine`: `auto` and the name of the engine that it chose are one run, and the arithmetic, which is in the
 *   identity beside this hash, tells engines apart by what they compute;
 * - callbacks that only watch: what they leave is no part of what is computed;
 * - the paths of data files: the fingerprint holds what is in them, so data may be moved and results stay valid on
 *   another machine.
 *
 * Everything else is in: seed and number of replicates, model with the names of its layers, which model.json
 * holds, and the training with its metrics and callbacks, which decide what history.csv holds.
 */
export function experimentHash<Document extends Pick<Experiment, "dataset">>(experiment: Document): string {
  const decisive = Object.entries(withoutWatchers(experiment)).filter(([name]) => !ONLY_TOLD.includes(name));
  const { dataset } = experiment;
  const source = { [nameOf(dataset.source)]: withoutPaths(dataset.source) };
  return sha256(canonicalJson({ ...Object.fromEntries(decisive), dataset: { ...dataset, source } }));
}

/** Whether what stands at this path of an experiment's document (`train.epochs`) decides a result. */
export function decides({ dataset: { source } }: Pick<Experiment, "dataset">, path: string): boolean {
  const file = pathOptions(source).some((name) => path === `dataset.source.${nameOf(source)}.${name}`);
  return !file && !ONLY_TOLD.includes(path);
}

const ONLY_TOLD = ["name", "variant", "description", "engine"];

/** An experiment or a search without the callbacks that only watch, wherever it has callbacks. */
function withoutWatchers(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      if (name === "callbacks" && Array.isArray(inner))
        return [name, inner.filter((own) => !onlyWatches(own))];
      const section = WITH_CALLBACKS.includes(name) && inner !== null && typeof inner === "object";
      return [name, section ? withoutWatchers(inner) : inner];
    }),
  );
}

/** The sections that have callbacks, or others that do. */
const WITH_CALLBACKS = ["train", "search", "trial"];

function withoutPaths(source: Tagged): Readonly<Record<string, unknown>> {
  const paths = pathOptions(source);
  const others = Object.entries(source[nameOf(source)]!).filter(([name]) => !paths.includes(name));
  return Object.fromEntries(others);
}

/** The options of a source that name files. */
function pathOptions(source: Tagged): string[] {
  const { properties } = sources.open(source).component.options;
  return Object.keys(properties).filter((name) => properties[name]!.format === "path");
}

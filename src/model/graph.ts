import { OptionProblem } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { Shape } from "../base/shape.ts";
import { nameOf, type Tagged } from "../component/component.ts";
import type { WeightSpec } from "./layer.ts";
import { layers } from "./layers.ts";
import type { LayerItem, Model, Node } from "./model.ts";

/** A mistake in a model, at one of its items. */
export interface GraphProblem {
  /** Position in the list of items. */
  readonly item: number;
  /** From the item to the value at fault: `["layer", "conv2d", "kernelSize"]`, `["from", 0]`, `["name"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** Names that `from` understands and no layer may have. */
const INPUT = "input";
const PREVIOUS = "previous";

/** What tfjs takes for a name, but for the slash, which stands before the parts of a layer. */
const LAYER_NAME = /^[A-Za-z0-9][-A-Za-z0-9._]*$/;

/**
 * Connects the items, infers every shape and lists every weight, or says all that is wrong. What follows a
 * mistake has no shape and causes no further problems, but unrelated mistakes are all found in one go.
 * There must be at least one item.
 */
export function buildGraph(
  input: Shape,
  items: readonly LayerItem[],
): { readonly model?: Model; readonly problems: readonly GraphProblem[] } {
  if (items.length === 0) throw new Error("a model needs at least one layer");
  const problems = [...nameProblems(items)];
  const links = items.map((item, index) => connect(items, item, index));
  problems.push(...links.flatMap((link) => link.problems));
  if (links.every((link) => link.problems.length === 0)) problems.push(...unusedProblems(items, links));

  const nodes: (Node | undefined)[] = [];
  for (const [index, item] of items.entries()) {
    const sources = links[index]!.inputs;
    const inputShapes = sources.map((source) => (source === -1 ? input : nodes[source]?.shape));
    nodes.push(undefined);
    if (sources.length === 0 || !inputShapes.every((shape) => shape !== undefined)) continue;
    const outcome = infer(item.layer, inputShapes);
    if (outcome instanceof OptionProblem) {
      const path = ["layer", nameOf(item.layer), ...outcome.path];
      problems.push({ item: index, path, message: outcome.message, hint: outcome.hint });
    } else {
      nodes[index] = { index, name: item.name, layer: item.layer, inputs: sources, inputShapes, ...outcome };
    }
  }
  problems.sort((a, b) => a.item - b.item);
  if (problems.length > 0) return { problems };
  const complete = nodes as Node[];
  return { model: { input, nodes: complete, output: complete.at(-1)!.shape }, problems };
}

/**
 * Names for the items in their order: those given, and for the others the layer's own name with a running
 * number (`dense`, `dense_1`), skipping names that are given somewhere.
 */
export function automaticNames(
  items: readonly { readonly layer: Tagged; readonly name?: string }[],
): string[] {
  const given = new Set(items.map((item) => item.name));
  const numbers = new Map<string, number>();
  return items.map((item) => {
    if (item.name !== undefined) return item.name;
    const own = nameOf(item.layer);
    let number = numbers.get(own) ?? 0;
    while (given.has(numbered(own, number))) number++;
    numbers.set(own, number + 1);
    return numbered(own, number);
  });
}

function numbered(name: string, number: number): string {
  return number === 0 ? name : `${name}_${number}`;
}

interface Link {
  /** Positions of the sources; empty where one of them could not be found. */
  readonly inputs: readonly number[];
  readonly problems: readonly GraphProblem[];
}

function connect(items: readonly LayerItem[], item: LayerItem, index: number): Link {
  const problems: GraphProblem[] = [];
  const sources = (item.from ?? [PREVIOUS]).map((name, position) => {
    const source = sourceOf(items, name, index);
    if (source === undefined) {
      const path = ["from", position];
      problems.push({ item: index, path, ...unknownSource(items, name, index) });
    }
    return source;
  });
  const inputs = sources.filter((source) => source !== undefined);
  if (problems.length === 0) problems.push(...countProblems(item, index, inputs.length));
  return { inputs: problems.length === 0 ? inputs : [], problems };
}

function sourceOf(items: readonly LayerItem[], name: string, index: number): number | undefined {
  if (name === INPUT) return -1;
  if (name === PREVIOUS) return index - 1;
  const found = items.slice(0, index).findIndex((item) => item.name === name);
  return found === -1 ? undefined : found;
}

function unknownSource(
  items: readonly LayerItem[],
  name: string,
  index: number,
): { message: string; hint: string } {
  const earlier = [INPUT, PREVIOUS, ...items.slice(0, index).map((item) => item.name)];
  if (items.slice(index).some((item) => item.name === name)) {
    const self = items[index]!.name === name;
    return {
      message: self ? `layer \`${name}\` cannot take itself` : `layer \`${name}\` comes later`,
      hint: "a layer can only take layers above it",
    };
  }
  const near = nearest(name, earlier);
  return {
    message: `no layer is called \`${name}\``,
    hint: near === undefined ? `there are ${earlier.join(", ")}` : `did you mean \`${near}\`?`,
  };
}

function countProblems(item: LayerItem, index: number, count: number): GraphProblem[] {
  const name = nameOf(item.layer);
  const { inputs } = layers.get(name);
  const path = item.from === undefined ? ["layer", name] : ["from"];
  if (inputs === "many" && count < 2) {
    const message = `${name} joins two or more layers, but takes ${count === 1 ? "one" : "none"}`;
    return [{ item: index, path, message, hint: "name them: from: [stem, previous]" }];
  }
  if (inputs === "one" && count !== 1) {
    const message = `${name} takes one layer, not ${count}`;
    return [{ item: index, path, message, hint: "join them first, with add or concatenate" }];
  }
  return [];
}

function nameProblems(items: readonly LayerItem[]): GraphProblem[] {
  const first = new Map<string, number>();
  return items.flatMap(({ name }, item) => {
    if (name === INPUT || name === PREVIOUS) {
      const meaning = name === INPUT ? "the model's input" : "the layer above";
      const message = `a layer cannot be called \`${name}\`, which means ${meaning}`;
      return [{ item, path: ["name"], message, hint: "choose another name" }];
    }
    if (!LAYER_NAME.test(name)) {
      const message = `\`${name}\` cannot name a layer`;
      const hint = "a name starts with a letter or digit and goes on with letters, digits, -, _ or .";
      return [{ item, path: ["name"], message, hint }];
    }
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, item);
      return [];
    }
    const message = `layer ${earlier + 1} is called \`${name}\` already`;
    return [{ item, path: ["name"], message, hint: "every layer needs a name of its own" }];
  });
}

/** A layer that nobody takes would be trained for nothing. */
function unusedProblems(items: readonly LayerItem[], links: readonly Link[]): GraphProblem[] {
  const used = new Set(links.flatMap((link) => link.inputs));
  return items.slice(0, -1).flatMap(({ name, layer }, item) => {
    if (used.has(item)) return [];
    const message = `nothing takes the output of layer \`${name}\``;
    return [
      { item, path: ["layer", nameOf(layer)], message, hint: "name it in a later `from`, or remove it" },
    ];
  });
}

function infer(
  layer: Tagged,
  inputShapes: readonly Shape[],
): { readonly shape: Shape; readonly weights: readonly WeightSpec[] } | OptionProblem {
  const { component, options } = layers.open(layer);
  try {
    const shape = component.shape(inputShapes, options);
    return { shape, weights: component.weights?.(inputShapes, options) ?? [] };
  } catch (error) {
    if (error instanceof OptionProblem) return error;
    throw error;
  }
}

import type { Stream } from "../base/random.ts";

/** What trees are grown on: some samples, each a point of the unit cube and a target. */
export interface Table {
  /** For each dimension the values of all samples, from 0 to 1; −1 where a sample does not have it. */
  readonly columns: readonly Float64Array[];
  readonly targets: Float64Array;
  /** How many values a dimension has that only differ, with no order: `(i + ½) / n` is value `i`. 0 where it is ordered. */
  readonly categories: readonly number[];
}

/** What divides a node: values below a threshold go left, or those of some categories. */
export type Split =
  | { readonly dimension: number; readonly threshold: number }
  | { readonly dimension: number; readonly left: readonly boolean[] };

/** A regression tree: a leaf says its value, any other node asks first. */
export interface Node {
  /** The mean of the targets of all its samples. */
  readonly value: number;
  readonly children?: { readonly split: Split; readonly left: Node; readonly right: Node };
}

/** A leaf holds so many samples at least. */
const SMALLEST_LEAF = 3;

/** How often each of so many samples is drawn, of as many draws with replacement: the bootstrap of Efron, 1979. */
export function bootstrap(samples: number, draws: Stream): Uint32Array {
  const counts = new Uint32Array(samples);
  for (let draw = 0; draw < samples; draw++) counts[draws.below(draw, samples)]! += 1;
  return counts;
}

/**
 * Grows a regression tree by least squares (Breiman, Friedman, Olshen, Stone, "Classification and Regression Trees",
 * 1984) on samples that count as often as `counts` says. A node asks for a dimension only where all its samples have
 * it: what hangs on a condition is looked at below that condition, and never stands for it. `orders` is `ordersOf` the
 * table, which all trees share.
 */
export function grow(table: Table, orders: readonly Uint32Array[], counts: Uint32Array): Node {
  const drawn = orders.map((order) => order.filter((sample) => counts[sample]! > 0));
  return nodeOf(table, drawn, counts);
}

/** For each dimension the samples in the order of their values, equal ones by their number. */
export function ordersOf({ columns, targets }: Table): Uint32Array[] {
  return columns.map((column) =>
    Uint32Array.from(targets.keys()).sort((a, b) => column[a]! - column[b]! || a - b),
  );
}

/** What a tree says of a sample; where it asks for what the sample does not have, the mean of that node. */
export function predict(tree: Node, columns: Table["columns"], sample: number): number {
  let node = tree;
  while (node.children !== undefined) {
    const { split, left, right } = node.children;
    const value = columns[split.dimension]![sample]!;
    if (value < 0) return node.value;
    node = goesLeft(split, value) ? left : right;
  }
  return node.value;
}

function goesLeft(split: Split, value: number): boolean {
  return "threshold" in split ? value < split.threshold : split.left[categoryOf(value, split.left.length)]!;
}

function categoryOf(value: number, categories: number): number {
  return Math.floor(value * categories);
}

function nodeOf(table: Table, orders: readonly Uint32Array[], counts: Uint32Array): Node {
  const samples = orders[0]!;
  let [weight, sum] = [0, 0];
  for (const sample of samples) {
    weight += counts[sample]!;
    sum += counts[sample]! * table.targets[sample]!;
  }
  const value = sum / weight;
  const split = weight < 2 * SMALLEST_LEAF ? undefined : bestSplit(table, orders, counts, { weight, sum });
  if (split === undefined) return { value };
  const column = table.columns[split.dimension]!;
  const side = (left: boolean) =>
    orders.map((order) => order.filter((sample) => goesLeft(split, column[sample]!) === left));
  return {
    value,
    children: {
      split,
      left: nodeOf(table, side(true), counts),
      right: nodeOf(table, side(false), counts),
    },
  };
}

/** Samples of a node, by how often they count and the sum of their targets. */
interface Mass {
  readonly weight: number;
  readonly sum: number;
}

/** A division, and by how much it makes the squared errors less, up to what is the same for all of a node. */
interface Scored {
  readonly split: Split;
  readonly score: number;
}

/** The split after which the squared errors are least; undefined where none makes them less. */
function bestSplit(
  table: Table,
  orders: readonly Uint32Array[],
  counts: Uint32Array,
  all: Mass,
): Split | undefined {
  let best: Split | undefined;
  // By rounding alone a split of equal targets may look better than none.
  let most = all.sum ** 2 / all.weight + 1e-9;
  for (const [dimension, order] of orders.entries()) {
    if (table.columns[dimension]![order[0]!]! < 0) continue; // absent values come first
    const divide = table.categories[dimension] === 0 ? byThreshold : byCategories;
    const found = divide(table, dimension, order, counts, all, most);
    if (found !== undefined) ({ split: best, score: most } = found);
  }
  return best;
}

/** What two parts come to: the larger, the less they differ in themselves; 0 where one is too small. */
function scoreOf(left: Mass, all: Mass): number {
  const right = all.weight - left.weight;
  if (left.weight < SMALLEST_LEAF || right < SMALLEST_LEAF) return 0;
  return left.sum ** 2 / left.weight + (all.sum - left.sum) ** 2 / right;
}

function byThreshold(
  { columns, targets }: Table,
  dimension: number,
  order: Uint32Array,
  counts: Uint32Array,
  all: Mass,
  most: number,
): Scored | undefined {
  const column = columns[dimension]!;
  const left = { weight: 0, sum: 0 };
  let best: Scored | undefined;
  for (let at = 0; at + 1 < order.length; at++) {
    const sample = order[at]!;
    left.weight += counts[sample]!;
    left.sum += counts[sample]! * targets[sample]!;
    const [value, next] = [column[sample]!, column[order[at + 1]!]!];
    if (value === next) continue;
    const score = scoreOf(left, all);
    if (score > (best?.score ?? most)) best = { split: { dimension, threshold: (value + next) / 2 }, score };
  }
  return best;
}

/** Of all divisions into two the best is one of those along the categories' means: Breiman et al., theorem 4.5. */
function byCategories(
  { columns, targets, categories }: Table,
  dimension: number,
  order: Uint32Array,
  counts: Uint32Array,
  all: Mass,
  most: number,
): Scored | undefined {
  const masses = Array.from({ length: categories[dimension]! }, (_, category) => ({
    category,
    weight: 0,
    sum: 0,
  }));
  for (const sample of order) {
    const mass = masses[categoryOf(columns[dimension]![sample]!, masses.length)]!;
    mass.weight += counts[sample]!;
    mass.sum += counts[sample]! * targets[sample]!;
  }
  const there = masses
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.sum / a.weight - b.sum / b.weight || a.category - b.category);
  const left = { weight: 0, sum: 0 };
  let best: Scored | undefined;
  for (let at = 0; at + 1 < there.length; at++) {
    left.weight += there[at]!.weight;
    left.sum += there[at]!.sum;
    const score = scoreOf(left, all);
    if (score <= (best?.score ?? most)) continue;
    const sides = sidesOf(there, at, masses.length, left.weight > all.weight - left.weight);
    best = { split: { dimension, left: sides }, score };
  }
  return best;
}

/** Which categories go left: those up to `last`; of those that no sample has, all go where more samples go. */
function sidesOf(
  there: readonly { readonly category: number }[],
  last: number,
  categories: number,
  others: boolean,
): readonly boolean[] {
  const left = new Array<boolean>(categories).fill(others);
  for (const [at, { category }] of there.entries()) left[category] = at <= last;
  return left;
}

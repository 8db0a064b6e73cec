import type { Node, Split, Table } from "./forest.ts";

/** A leaf's part of the unit cube, dimension by dimension, and the tree's value on it. */
interface Leaf {
  readonly value: number;
  /** Its share of each dimension; their product is its volume. */
  readonly shares: Float64Array;
  readonly ranges: readonly Range[];
}

/** What a leaf has of a dimension: an interval, or some categories. */
type Range = { readonly low: number; readonly high: number } | { readonly inside: readonly boolean[] };

/**
 * How much of a tree's variance over the unit cube, all of it equally likely, each dimension explains by itself: the
 * main effects of a functional analysis of variance, exact for a tree: Hutter, Hoos, Leyton-Brown, "An efficient approach for
 * assessing hyperparameter importance", ICML 2014, algorithm 2. They add up to at most 1; what is missing is due to
 * several dimensions together. All 0 for a tree that says the same everywhere.
 */
export function varianceShares(tree: Node, { categories }: Pick<Table, "categories">): Float64Array {
  const whole = categories.map(
    (count): Range => (count === 0 ? { low: 0, high: 1 } : { inside: new Array<boolean>(count).fill(true) }),
  );
  const leaves = leavesOf(tree, whole);
  const volumes = leaves.map(({ shares }) => shares.reduce((product, share) => product * share, 1));
  const mean = leaves.reduce((sum, { value }, index) => sum + volumes[index]! * value, 0);
  const variance = leaves.reduce((sum, { value }, index) => sum + volumes[index]! * (value - mean) ** 2, 0);
  return Float64Array.from(categories, (_, dimension) =>
    variance === 0 ? 0 : mainEffect(leaves, volumes, mean, dimension) / variance,
  );
}

function leavesOf(node: Node, ranges: readonly Range[]): Leaf[] {
  if (node.children === undefined) {
    return [{ value: node.value, shares: Float64Array.from(ranges, shareOf), ranges }];
  }
  const { split, left, right } = node.children;
  const side = (isLeft: boolean) =>
    ranges.map((range, dimension) => (dimension === split.dimension ? cut(range, split, isLeft) : range));
  return [...leavesOf(left, side(true)), ...leavesOf(right, side(false))];
}

function cut(range: Range, split: Split, left: boolean): Range {
  if ("threshold" in split) {
    const { low, high } = range as Extract<Range, { low: number }>;
    return left ? { low, high: split.threshold } : { low: split.threshold, high };
  }
  const { inside } = range as Extract<Range, { inside: readonly boolean[] }>;
  return { inside: inside.map((own, category) => own && split.left[category] === left) };
}

function shareOf(range: Range): number {
  if ("low" in range) return range.high - range.low;
  return range.inside.filter(Boolean).length / range.inside.length;
}

/** The variance of what the tree says on average over all other dimensions. */
function mainEffect(
  leaves: readonly Leaf[],
  volumes: readonly number[],
  mean: number,
  dimension: number,
): number {
  // What a leaf adds to the average wherever it has the dimension's value.
  const parts = leaves.map(({ value, shares }, index) => (volumes[index]! / shares[dimension]!) * value);
  const ranges = leaves.map((leaf) => leaf.ranges[dimension]!);
  const first = ranges[0]!;
  if (!("low" in first)) {
    const count = first.inside.length;
    let sum = 0;
    for (let category = 0; category < count; category++) {
      const average = parts.reduce(
        (own, part, index) => ((ranges[index] as typeof first).inside[category] ? own + part : own),
        0,
      );
      sum += (average - mean) ** 2 / count;
    }
    return sum;
  }
  const intervals = ranges as (typeof first)[];
  const ends = [...new Set(intervals.flatMap(({ low, high }) => [low, high]))].sort((a, b) => a - b);
  let sum = 0;
  for (let at = 0; at + 1 < ends.length; at++) {
    const [from, to] = [ends[at]!, ends[at + 1]!];
    const average = parts.reduce(
      (own, part, index) =>
        intervals[index]!.low <= from && intervals[index]!.high >= to ? own + part : own,
      0,
    );
    sum += (average - mean) ** 2 * (to - from);
  }
  return sum;
}

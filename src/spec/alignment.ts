/** Two lists side by side: an item of each, or of only one where the other has none that answers to it. */
export interface Pair {
  readonly before?: number;
  readonly after?: number;
}

/**
 * The cheapest way to make the second list of the first, by the indices of the items: Needleman & Wunsch, "A general
 * method applicable to the search for similarities in the amino acid sequence of two proteins", J. Mol. Biol. 48, 1970.
 * To leave an item out or put one in costs 1; `cost` says what it costs to make one of another, 0 where they are equal.
 * Of ways that cost the same, the one that pairs items early.
 */
export function align<Item>(
  before: readonly Item[],
  after: readonly Item[],
  cost: (before: Item, after: Item) => number,
): Pair[] {
  const width = after.length + 1;
  const making = before.map((own) => after.map((other) => cost(own, other)));
  // What is still to be paid from item i of the first list and item j of the second on.
  const rest = new Float64Array((before.length + 1) * width);
  for (let i = before.length; i >= 0; i--) {
    for (let j = after.length; j >= 0; j--) {
      if (i === before.length && j === after.length) continue;
      const out = i < before.length ? 1 + rest[(i + 1) * width + j]! : Number.POSITIVE_INFINITY;
      const put = j < after.length ? 1 + rest[i * width + j + 1]! : Number.POSITIVE_INFINITY;
      const made = making[i]?.[j];
      const both = made === undefined ? Number.POSITIVE_INFINITY : made + rest[(i + 1) * width + j + 1]!;
      rest[i * width + j] = Math.min(out, put, both);
    }
  }
  return walk(making, rest, [before.length, after.length]);
}

function walk(
  making: readonly (readonly number[])[],
  rest: Float64Array,
  [rows, columns]: readonly [number, number],
): Pair[] {
  const width = columns + 1;
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    const left = rest[i * width + j]!;
    const made = making[i]?.[j];
    if (made !== undefined && made + rest[(i + 1) * width + j + 1]! === left) {
      pairs.push({ before: i++, after: j++ });
    } else if (i < rows && 1 + rest[(i + 1) * width + j]! === left) pairs.push({ before: i++ });
    else pairs.push({ after: j++ });
  }
  return pairs;
}

/** The order of a column: of numbers, or of words as people sort them, where `text`. */
export type Order = "ascending" | "descending";

/** What a cell is sorted by; empty where it has nothing. */
export type Key = string;

/**
 * The indices of keys in an order. Keys without anything come last in either order; equal ones stay as they are.
 */
export function sortedIndices(keys: readonly Key[], order: Order, text: boolean): number[] {
  const sign = order === "ascending" ? 1 : -1;
  const compare = text
    ? (a: Key, b: Key) => a.localeCompare(b, "en", { numeric: true })
    : (a: Key, b: Key) => Number(a) - Number(b);
  return keys
    .map((_, index) => index)
    .sort((a, b) => {
      const [own, other] = [keys[a]!, keys[b]!];
      if (own === "" || other === "") return Number(own === "") - Number(other === "") || a - b;
      return sign * compare(own, other) || a - b;
    });
}

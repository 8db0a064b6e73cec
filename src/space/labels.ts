/**
 * How values are called where only a word has room, such as in a folder's name or a table: scalars as they are,
 * components by their name, numbered where a name stands twice. `values` are plain data without doubles; one that is not
 * known is `undefined`.
 */
export function labelsOf(values: readonly unknown[]): string[] {
  const plain = values.map(labelOf);
  return plain.map((label, index) => {
    if (plain.filter((other) => other === label).length === 1) return label;
    return `${label}-${plain.slice(0, index + 1).filter((other) => other === label).length}`;
  });
}

function labelOf(value: unknown): string {
  const text =
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.keys(value).join("-")
      : String(JSON.stringify(value)).replaceAll('"', "");
  // Only characters that every file system and shell takes as they are.
  return text.replace(/[^A-Za-z0-9._+-]+/g, "_").replace(/^_+(?=.)|(?<=.)_+$/g, "");
}

export function title(text: string): void {
  console.log(`\n${text}\n`);
}

/** Prints rows under their names, each column as wide as it must be, all but the first to the right. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = names.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of [names, ...rows]) {
    const cells = row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)));
    console.log(`  ${cells.join("  ")}`);
  }
}

/** A line broken at its spaces into lines of at most `width` columns, the later ones indented further; words stay whole. */
export function wrap(line: string, width: number, indent = ""): string[] {
  const lead = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = lead;
  for (const word of line.trim().split(" ")) {
    const blank = current.trim() === "";
    if (!blank && current.length + 1 + word.length > width) {
      lines.push(current);
      current = `${lead}${indent}${word}`;
    } else current += blank ? word : ` ${word}`;
  }
  return [...lines, current];
}

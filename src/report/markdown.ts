/** The few forms of Markdown (CommonMark with GitHub's tables) that reports are written in. */

/** What may be markup, formulas of code hosts included; an underscore inside a word never is. */
const MARKUP = /[\\`*[\]<>&|~#$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Text of any origin, shown as it is: what Markdown would take for markup is escaped, and line ends become spaces. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(MARKUP, "\\$&");
}

/** Where a line begins a list, a rule, or the underline of a heading. */
const LINE_START = /^(\d*)([-+=.)])/;

/** Text of several paragraphs, shown as it is, line by line. */
export function paragraphs(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  return lines
    .map((line) => plain(line.trim()).replace(LINE_START, "$1\\$2"))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}

/** Text as inline code, fenced by more backticks than it holds in a row. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${text.replace(/\s+/g, " ")}${space}${fence}`;
}

/** The same in a table, where a bar would end the cell even so. */
export function codeCell(text: string): string {
  return code(text).replaceAll("|", "\\|");
}

/** A block of text in which nothing is markup. */
export function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** What numbers look like in a table, bold ones and intervals included. */
const NUMERIC = /^(\*\*)?[+-]?(\d|nan|-?infinity|±|$)/;

/** A table whose columns line up in the source too: words to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => length(row[column]!))));
  const right = head.map((_, column) => rows.length > 0 && rows.every((row) => NUMERIC.test(row[column]!)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => padded(cell, widths[column]!, right[column]!)).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    right[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function padded(cell: string, width: number, right: boolean): string {
  const space = " ".repeat(width - length(cell));
  return right ? space + cell : cell + space;
}

/** In characters, not UTF-16 units. */
function length(text: string): number {
  return [...text].length;
}

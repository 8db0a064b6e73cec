import type { Comparison } from "../comparison.ts";
import { code, plain, table } from "../markdown.ts";
import { changeLines, comparisonSections, type Section } from "./sections.ts";

/** The whole as Markdown for a pull request. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { before, after } = comparison;
  return [
    `### ${plain(before)} → ${plain(after)}`,
    changeLines(comparison).map(bullet).join("\n"),
    ...comparisonSections(comparison).map(sectionMarkdown),
  ].join("\n\n");
}

/** What stands below another line is a bullet below its bullet. */
function bullet(line: string): string {
  return `${line.startsWith(" ") ? "  " : ""}- ${code(line.trim())}`;
}

function sectionMarkdown({ table: told, notes = [] }: Section): string {
  const cells = (told?.rows ?? []).map((row) => row.map(plain));
  return [...(told === undefined ? [] : [table(told.head.map(plain), cells)]), ...notes].join("\n\n");
}

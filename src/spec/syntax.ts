import type { YAMLError } from "yaml";
import { slipIn } from "./slips.ts";

/** A mistake in the writing of YAML, as a reader is told of it. */
export interface SyntaxMistake {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Where a reader should look, in characters of the text. */
  readonly start: number;
  readonly end: number;
}

/** What a mistake that the library found in a text is, in words of who writes it, and where they made it. */
export function explainSyntax(error: YAMLError, text: string): SyntaxMistake {
  const { code, message } = error;
  const [start, end] = error.pos;
  const of = (kind: string, told: Told, place = { start, end }): SyntaxMistake => ({
    ...{ code: kind, message: told[0], hint: told[1] },
    ...place,
  });
  switch (code) {
    case "DUPLICATE_KEY":
      return of("duplicate-key", [
        "this key stands twice in the same mapping",
        "only one of them could count; remove the other",
      ]);
    case "TAB_AS_INDENT":
      return of("tab", ["a tab is used as indentation", "YAML indents with spaces only"]);
    case "MULTIPLE_DOCS":
      return of("several-documents", [
        "the file holds several documents, separated by ---",
        "write one experiment a file; matrix: makes variants of one",
      ]);
    case "TAG_RESOLVE_FAILED":
      return of("unknown-tag", [
        `tags are not used here: ${message}`,
        "leave out the word that starts with !",
      ]);
    case "BAD_ALIAS":
      return of("bad-alias", [message, "an alias *name needs an anchor &name before it"]);
    default: {
      const slip = slipNear(text, start);
      if (slip !== undefined) return of("yaml-syntax", slip.told, slip);
      const { told, ...place } = byCode(error, text);
      return of("yaml-syntax", told, { start, end, ...place });
    }
  }
}

/** A message and its hint. */
type Told = readonly [message: string, hint: string];

/** What is told, and where, if that is not where the library found it. */
interface Finding {
  readonly told: Told;
  readonly start?: number;
  readonly end?: number;
}

function byCode({ code, message, pos: [start] }: YAMLError, text: string): Finding {
  switch (code) {
    case "BAD_SCALAR_START":
      return { told: [`text cannot begin with ${text[start]}`, "quote it"] };
    case "BLOCK_IN_FLOW":
      return { told: COMMA };
    case "MULTILINE_IMPLICIT_KEY":
      return { told: noKey(text, start), end: start + restOfLine(text, start).length };
    case "BLOCK_AS_IMPLICIT_KEY":
      return message.startsWith("A block sequence")
        ? { told: OTHER_ITEM, ...wordAt(text, start) }
        : colon(text, start);
    case "BAD_INDENT":
      return { told: badIndent(message, text, start), ...wordAt(text, start) };
    case "MISSING_CHAR":
      if (message.startsWith("Missing closing")) return openQuote(text, message.includes('"') ? '"' : "'");
      if (message.startsWith("Missing ,")) return { told: COMMA };
      if (message.startsWith("Missing directives")) {
        return {
          told: ["a line of --- is missing behind %YAML", "leave the line with %YAML out"],
          start: 0,
          end: 1,
        };
      }
      return { told: noKey(text, start) };
    case "UNEXPECTED_TOKEN":
      return { told: unexpected(text, start) };
    default:
      return { told: [sentence(message), ""] };
  }
}

const COMMA: Told = ["a comma is missing in { } or [ ]", "entries are separated by commas: { a: 1, b: 2 }"];

const OTHER_ITEM: Told = [
  "this item begins in another column than its list",
  "the items of one list begin in one column",
];

/** A slip in the line of a place, or in the one above, where the library often sees only what follows from it. */
function slipNear(text: string, at: number): (Finding & { start: number; end: number }) | undefined {
  let begin = text.lastIndexOf("\n", at - 1) + 1;
  for (let lines = 0; lines < 2; lines++) {
    const line = restOfLine(text, begin);
    const slip = slipIn(line);
    if (slip !== undefined) {
      const { told, from, to } = slip;
      return { told, start: begin + from, end: begin + to };
    }
    const above = text.slice(0, begin).trimEnd();
    if (above === "") return undefined;
    begin = above.lastIndexOf("\n") + 1;
  }
  return undefined;
}

function noKey(text: string, start: number): Told {
  const open = openBracket(restOfLine(text, text.lastIndexOf("\n", start - 1) + 1));
  if (open !== undefined) return [`this ${open} is not closed`, `close it: ${closing(open)}`];
  return ["this is no `key: value`", "a key ends in a colon and a space"];
}

/** Keys whose values are prose. */
const PROSE = ["name", "description"];

/** A value that holds a key, in its own line or in the next. */
function colon(text: string, start: number): Finding {
  const value = restOfLine(text, start);
  const key = /(\w+):\s*$/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1, start))?.[1] ?? "";
  const quoted: Told = ["this text holds a colon and a space, as a key does", `quote it: '${prose(value)}'`];
  const own = { start, end: start + value.length };
  if (!/:(\s|$)/.test(value)) {
    const place = wordAt(text, start + value.length);
    const below: Told = [
      "this line of text reads as a key",
      `put | behind ${key}: and the text below, indented`,
    ];
    return PROSE.includes(key) ? { told: below, ...place } : { told: DEEPER, ...place };
  }
  if (PROSE.includes(key)) return { told: quoted, ...own };
  if (/^\w+: ./.test(value)) {
    return {
      told: ["a key stands behind a key", `write { ${value} }, or give each key a line of its own`],
      ...own,
    };
  }
  const [, second] = /^\S+ +(\w+):(?:\s|$)/.exec(value) ?? [];
  if (second !== undefined)
    return { told: ["two keys stand on one line", `give ${second} a line of its own`], ...own };
  return { told: quoted, ...own };
}

/** A text as it stands between single quotes, without a comment behind it. */
function prose(value: string): string {
  return value.replace(/\s+#.*$/, "").replaceAll("'", "''");
}

const DEEPER: Told = [
  "this line is indented deeper than the one above, which has its value already",
  "the keys of one mapping begin in one column",
];

function badIndent(message: string, text: string, start: number): Told {
  if (message.startsWith("Flow")) {
    const open = message.startsWith("Flow map") ? "{" : "[";
    return [
      `a ${open} before this has no ${closing(open)}`,
      "close it; what is inside is indented deeper than its key",
    ];
  }
  if (message.startsWith("All sequence items")) return OTHER_ITEM;
  const { start: begin } = wordAt(text, start);
  const [own, above] = [text.slice(0, begin).split("\n").at(-1)!, lineAbove(text, begin)];
  if (above.startsWith(`${own}- `))
    return ["a dash is missing before this item", `write - ${restOfLine(text, begin)}`];
  return [
    "this line begins in another column than its mapping",
    "the keys of one mapping begin in one column",
  ];
}

/** Where a quote opens that nothing closes. */
function openQuote(text: string, quote: string): Finding {
  const opening = new RegExp(`(?:^|[\\s:[{,])(${quote}[^${quote}\\n]*)$`, "m").exec(text);
  const told: Told = ["this quote is not closed", `put a ${quote} where the text ends`];
  if (opening === null) return { told };
  const start = opening.index + opening[0].length - opening[1]!.length;
  return { told, start, end: start + opening[1]!.trimEnd().length };
}

function unexpected(text: string, start: number): Told {
  const found = text[start]!;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (openBracket(before) !== undefined && /["'}\]]\s*$/.test(before)) return COMMA;
  if ("}]".includes(found))
    return [`this ${found} closes nothing`, `leave it out, or open a ${found === "}" ? "{" : "["} before it`];
  if (found === "[" || found === "{") {
    return [`a ${found} stands inside a text`, 'inside { } and [ ], quote text with brackets: "$units[0]"'];
  }
  if (before === "" && /^\s*\n* +\S/.test(text)) {
    return [
      "this line begins in another column than the first",
      "the keys of one mapping begin in one column",
    ];
  }
  if (found === "," && /,\s*$/.test(before)) return ["one comma too many", "leave it out"];
  if (found === "-" && /:\s*$/.test(before)) {
    return ["a list does not begin behind its key", "begin it in the next line, or write [ … ]"];
  }
  if (/:\s*[|>]\s*$/.test(before))
    return ["text after | or > begins in the next line", "move it there, indented"];
  return ["something stands behind the value", "quote all of it; a quote inside '…' is written twice"];
}

/** The last bracket of a line that is not closed in it; quoted ones count too, which only a hint depends on. */
function openBracket(line: string): string | undefined {
  const open: string[] = [];
  for (const [bracket] of line.matchAll(/[[\]{}]/g)) {
    if (bracket === "[" || bracket === "{") open.push(bracket);
    else open.pop();
  }
  return open.at(-1);
}

function closing(open: string): string {
  return open === "{" ? "}" : "]";
}

/** What is left of a line from some place on, without spaces at its end. */
function restOfLine(text: string, start: number): string {
  return /^[^\r\n]*/.exec(text.slice(start))![0].trimEnd();
}

/** The last line with some text before the one of a place. */
function lineAbove(text: string, at: number): string {
  return text
    .slice(0, text.lastIndexOf("\n", at - 1) + 1)
    .trimEnd()
    .split("\n")
    .at(-1)!;
}

/** The line from the first character on that is no space; the place itself at the text's end. */
function wordAt(text: string, start: number): { start: number; end: number } {
  const spaces = /^\s*/.exec(text.slice(start))![0].length;
  const begin = start + spaces < text.length ? start + spaces : start;
  return { start: begin, end: begin + Math.max(1, restOfLine(text, begin).length) };
}

/** The library's message as one sentence in this project's style. */
function sentence(message: string): string {
  const text = message.split("\n")[0]!.trim().replace(/[.:]$/, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import type { YAMLError } from "yaml";

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
  const [start, end] = error.pos;
  const told = (message: string, hint: string, code = "yaml-syntax"): SyntaxMistake => ({
    ...{ code, message, hint },
    ...{ start, end },
  });
  switch (error.code) {
    case "DUPLICATE_KEY":
      return told(
        "this key stands twice in the same mapping",
        "only one of them could count; remove the other",
        "duplicate-key",
      );
    case "TAB_AS_INDENT":
      return told("a tab is used as indentation", "YAML indents with spaces only", "tab");
    case "MULTIPLE_DOCS":
      return told(
        "the file holds several documents, separated by ---",
        "write one experiment a file; matrix: makes variants of one",
        "several-documents",
      );
    case "TAG_RESOLVE_FAILED":
      return told(
        `tags are not used here: ${error.message}`,
        "leave out the word that starts with !",
        "unknown-tag",
      );
    case "BAD_ALIAS":
      return told(error.message, "an alias *name needs an anchor &name before it", "bad-alias");
    case "BAD_SCALAR_START":
      return told(`text cannot begin with ${text[start]}`, "quote it");
    case "BLOCK_IN_FLOW":
      return told("a comma is missing in { } or [ ]", "entries are separated by commas: { a: 1, b: 2 }");
    case "MULTILINE_IMPLICIT_KEY":
      return { ...told(...lineWithoutKey(lineAt(text, start))), end: start + lineAt(text, start).length };
    case "BLOCK_AS_IMPLICIT_KEY":
      return misplacedColon(text, start) ?? { ...told(...DEEPER), ...nextLine(text, start) };
    case "BAD_INDENT":
      return { ...told(...badIndent(error.message)), ...wordAfter(text, start) };
    case "MISSING_CHAR":
      return error.message.startsWith("Missing closing")
        ? told("quoted text has no end", `put a ${/"/.test(error.message) ? '"' : "'"} behind it`)
        : told(...lineWithoutKey(lineAt(text, start)));
    case "UNEXPECTED_TOKEN":
      return told(...unexpected(text, start));
    default:
      return told(sentence(error.message), "");
  }
}

type Told = readonly [message: string, hint: string];

const DEEPER: Told = [
  "this line is indented deeper than the one above, which has its value already",
  "the keys of one mapping begin in one column",
];

/** A line in a mapping that is no `key: value`. */
function lineWithoutKey(line: string): Told {
  if (/^-[^\s-]/.test(line)) return ["a space is missing after the dash", `write - ${line.slice(1)}`];
  const [, key, value] = /^([\w$-]+)\s*[:=]\s*(\S.*)$/.exec(line) ?? [];
  if (key === undefined) return ["this is no `key: value`", "a key ends in a colon and a space"];
  return [
    line.startsWith(`${key}:`) ? "a space is missing after the colon" : "a key ends in a colon and a space",
    `write ${key}: ${value}`,
  ];
}

/** `description: a: b`, where a reader takes the second colon for text. */
function misplacedColon(text: string, start: number): SyntaxMistake | undefined {
  const line = lineAt(text, start);
  if (!/:(\s|$)/.test(line)) return undefined;
  return {
    code: "yaml-syntax",
    message: "this text holds a colon and a space, as a key does",
    hint: `quote it: "${line.replaceAll('"', '\\"')}"`,
    start,
    end: start + line.length,
  };
}

function badIndent(message: string): Told {
  if (message.startsWith("Flow")) {
    const [open, close] = message.startsWith("Flow map") ? ["{", "}"] : ["[", "]"];
    return [
      `a ${open} before this has no ${close}`,
      "close it; what is inside is indented deeper than its key",
    ];
  }
  return message.startsWith("All sequence items")
    ? ["this item begins in another column than the list", "the items of one list begin in one column"]
    : ["this line begins in another column than its mapping", "the keys of one mapping begin in one column"];
}

function unexpected(text: string, start: number): Told {
  const found = text[start]!;
  if ("}]".includes(found))
    return [`this ${found} closes nothing`, `leave it out, or open a ${found === "}" ? "{" : "["} before it`];
  if (found === "[" || found === "{") {
    return [`a ${found} stands inside a text`, 'inside { } and [ ], quote text with brackets: "$units[0]"'];
  }
  return ["something stands behind the value", "quote all of it; a quote inside '…' is written twice"];
}

/** What is left of a line from some place on, without spaces at its end. */
function lineAt(text: string, start: number): string {
  return /^[^\r\n]*/.exec(text.slice(start))![0].trimEnd();
}

/** The text of the next line that has some. */
function nextLine(text: string, start: number): { start: number; end: number } {
  return wordAfter(text, start + lineAt(text, start).length);
}

/** The line from the first character on that is no space; the place itself at the text's end. */
function wordAfter(text: string, start: number): { start: number; end: number } {
  const spaces = /^\s*/.exec(text.slice(start))![0].length;
  const begin = start + spaces < text.length ? start + spaces : start;
  return { start: begin, end: begin + Math.max(1, lineAt(text, begin).length) };
}

/** The library's message as one sentence in this project's style. */
function sentence(message: string): string {
  const text = message.split("\n")[0]!.trim().replace(/[.:]$/, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A piece of HTML: what is put into another piece as it is. */
export class Html {
  readonly text: string;

  /** Of markup that is known to be well formed and escaped; `html` makes pieces of any other text. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text, which is escaped, pieces, which are not, and lists of both. */
export type Content = string | number | Html | undefined | readonly Content[];

/** A template of HTML. Whatever is put in is escaped, in elements and in quoted attributes alike, but for other pieces. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(strings.reduce((text, own, index) => `${text}${rendered(contents[index - 1])}${own}`));
}

/** Data for a script to parse: JSON that no content of can end the element that it stands in. `replacer` is that of `JSON.stringify`. */
export function jsonIn(value: unknown, replacer?: (key: string, value: unknown) => unknown): Html {
  return new Html(JSON.stringify(value, replacer).replaceAll("<", "\\u003c"));
}

/** Source for a script or style element, which ends at its own closing tag only. */
export function sourceIn(source: string): Html {
  return new Html(source.replace(/<(?=\/(script|style)|!--)/gi, "\\x3c"));
}

function rendered(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(rendered).join("");
  return String(content).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

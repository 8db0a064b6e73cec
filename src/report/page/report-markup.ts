import type { MarkdownIt, Token } from "markdown-it";
import { Html, html } from "./html.ts";

/** A heading of a report, for a list of contents. */
export interface Heading {
  readonly id: string;
  readonly text: string;
}

/** What a report is on a page. */
export interface ReportMarkup {
  readonly body: Html;
  /** Its sections, the first level of headings. */
  readonly sections: readonly Heading[];
}

/** What stands in place of parts of the Markdown. */
export interface Replacements {
  /** A plot by the path of its image, `plots/learning-curves.svg`, and by what the report says that it shows. */
  plot(path: string, description: string): Html;
  /** In place of the first table below the heading; the text after the table goes too. */
  readonly tables: ReadonlyMap<string, Html>;
}

/**
 * A report's Markdown as HTML, without its title. Markup in it is text. `prefix` sets the ids of headings apart from those of other reports; `level` is
 * that of the sections' headings.
 */
export async function reportMarkup(
  markdown: string,
  { plot, tables }: Replacements,
  { prefix, level }: { readonly prefix: string; readonly level: number },
): Promise<ReportMarkup> {
  const { default: Markdown } = await import("markdown-it");
  const parser: MarkdownIt = new Markdown({ html: false, linkify: false });
  const sections: Heading[] = [];
  const tokens = withoutTitle(parser.parse(markdown, {}));
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open" && token.type !== "heading_close") continue;
    const depth = Number(token.tag.slice(1));
    if (token.type === "heading_open") {
      const text = textOf(tokens[index + 1]!);
      const id = `${prefix}-${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}`;
      token.attrSet("id", id);
      if (depth === 2) sections.push({ id, text });
    }
    token.tag = `h${Math.min(6, depth - 2 + level)}`;
  }
  imagesAlone(tokens);
  const { rules } = parser.renderer;
  rules.image = (own, index) => {
    const { content, attrs } = own[index]!;
    return plot(String(new Map(attrs).get("src") ?? ""), content).text;
  };
  rules.table_open = () => '<div class="scroll"><table>\n';
  rules.table_close = () => "</table></div>\n";
  // What a relative link names is in the version's folder, not on the page.
  const away = (token: Token) => /^https?:/.test(String(token.attrGet("href") ?? ""));
  const open: boolean[] = [];
  rules.link_open = (own, index) => {
    open.push(away(own[index]!));
    return open.at(-1) ? html`<a href="${own[index]!.attrGet("href")!}">`.text : "<code>";
  };
  rules.link_close = () => (open.pop() ? "</a>" : "</code>");
  rules.fence = (own, index) => html`<pre class="scroll">${own[index]!.content}</pre>`.text;
  rules.page_part = (own, index) => own[index]!.content;
  const parts = replaced(tokens, tables);
  return { body: new Html(parser.renderer.render(parts, parser.options, {})), sections };
}

function withoutTitle(tokens: readonly Token[]): Token[] {
  const own = tokens[0]?.type === "heading_open" && tokens[0].tag === "h1";
  return tokens.slice(own ? 3 : 0);
}

/** A plot is no part of a paragraph. */
function imagesAlone(tokens: readonly Token[]): void {
  for (const [index, { type, children }] of tokens.entries()) {
    if (type !== "inline" || children === null || children.length === 0) continue;
    const only = children.every((child) => child.type === "image" || child.type === "softbreak");
    if (!only || tokens[index - 1]?.type !== "paragraph_open") continue;
    tokens[index - 1]!.hidden = true;
    tokens[index + 1]!.hidden = true;
  }
}

function replaced(tokens: readonly Token[], tables: ReadonlyMap<string, Html>): Token[] {
  const kept: Token[] = [];
  let instead: Html | undefined;
  let leaving = false;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "heading_open") {
      instead = tables.get(textOf(tokens[index + 1]!));
      leaving = false;
    }
    if (token.type === "table_open" && instead !== undefined) {
      kept.push(Object.assign(Object.create(token) as Token, { type: "page_part", content: instead.text }));
      instead = undefined;
      leaving = true;
    }
    if (!leaving) kept.push(token);
  }
  return kept;
}

function textOf({ children, content }: Token): string {
  return children?.map((child) => child.content).join("") ?? content;
}

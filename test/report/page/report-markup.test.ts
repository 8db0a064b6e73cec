import { suite } from "uvu";
import * as assert from "uvu/assert";
import { html } from "../../../src/report/page/html.ts";
import { reportMarkup } from "../../../src/report/page/report-markup.ts";

const test = suite("report/page/report-markup");

async function markupOf(markdown: string, tables: Readonly<Record<string, string>> = {}) {
  const plot = (path: string, description: string) => html`<figure title="${path}">${description}</figure>`;
  const instead = new Map(Object.entries(tables).map(([heading, text]) => [heading, html`<p>${text}</p>`]));
  const { body, sections } = await reportMarkup(
    markdown,
    { plot, tables: instead },
    { prefix: "v1", level: 3 },
  );
  return { text: body.text, sections };
}

test("the title is left out, sections have ids and the level that is asked for", async () => {
  const { text, sections } = await markupOf("# net\n\n## What came out\n\n### More\n\nHere.\n");
  assert.not.match(text, "net");
  assert.match(text, '<h3 id="v1-what-came-out">What came out</h3>');
  assert.match(text, '<h4 id="v1-more">More</h4>');
  assert.equal(sections, [{ id: "v1-what-came-out", text: "What came out" }]);
});

test("markup in a report is text, and what an image shows is not fetched", async () => {
  const { text } = await markupOf("<script>1</script> <b>x</b>\n\n![a plot](http://there/x.svg)\n");
  assert.not.match(text, /<(script|b|img)\b/);
  assert.match(text, "&lt;script&gt;");
  assert.match(text, /^<figure title="http:\/\/there\/x.svg">a plot<\/figure>/m);
});

test("a link to a file of the version is its name, one into the network is a link", async () => {
  const { text } = await markupOf("[run.json](run.json) [there](https://example.org/a) [no](javascript:1)");
  assert.match(text, "<code>run.json</code>");
  assert.match(text, '<a href="https://example.org/a">there</a>');
  assert.not.match(text, 'href="javascript');
});

test("a table scrolls in a box of its own", async () => {
  const { text } = await markupOf("| a | b |\n| - | -: |\n| 1 | 2 |\n");
  assert.match(text, /<div class="scroll"><table>[\s\S]+<\/table><\/div>/);
});

test("another table may stand below a heading, in place of the report's and of what is said of that", async () => {
  const { text } = await markupOf(
    "## Search\n\n### Trials\n\n| a |\n| - |\n| old |\n\nOf the table.\n\n## Data\n\n| b |\n| - |\n| kept |\n",
    { Trials: "new" },
  );
  assert.match(text, /Trials<\/h4>\s*<p>new<\/p>\s*<h3/);
  assert.not.match(text, /old|Of the table/);
  assert.match(text, "kept");
});

test.run();

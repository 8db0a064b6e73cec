import { suite } from "uvu";
import * as assert from "uvu/assert";
import { html, jsonIn, sourceIn } from "../../../src/report/page/html.ts";

const test = suite("report/page/html");

const HOSTILE = `"><script>alert('1')</script>&amp;`;

test("what is put into a template is text, in elements and in attributes", () => {
  assert.is(html`<a title="${HOSTILE}">${HOSTILE}</a>`.text.match(/<script/), null);
  assert.is(html`<b>${"a & b"}</b>`.text, "<b>a &amp; b</b>");
});

test("pieces are put in as they are, lists one after the other, and nothing is nothing", () => {
  const items = ["a", "<"].map((text) => html`<li>${text}</li>`);
  assert.is(html`<ul class="${undefined}">${items}</ul>`.text, '<ul class=""><li>a</li><li>&lt;</li></ul>');
  assert.is(html`${0}`.text, "0");
});

test("data for a script cannot end it, and come back as they were", () => {
  const text = jsonIn({ [HOSTILE]: ["</script><!--", "\u2028"] }).text;
  assert.not.match(text, "<");
  assert.equal(JSON.parse(text), { [HOSTILE]: ["</script><!--", "\u2028"] });
});

test("a script's source cannot end it, and says what it said", () => {
  const text = sourceIn('const tag = "</SCRIPT><!--";').text;
  assert.not.match(text, "<");
  assert.is(new Function(`${text} return tag;`)(), "</SCRIPT><!--");
});

test.run();

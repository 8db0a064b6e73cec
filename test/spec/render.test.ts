import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadText } from "../../src/spec/load.ts";
import { colourPalette, renderIssue } from "../../src/spec/render.ts";

const test = suite("spec/render");

async function shown(text: string): Promise<string[]> {
  const { issues } = await loadText({ name: "a.yaml", folder: ".", text }, "a.yaml");
  return issues.map((issue) => renderIssue(issue));
}

test("a mistake is shown with its place, the line, a mark below it and what to do", async () => {
  const all = await shown("name: a\ndataset: { source: mnist, shar: 0.1 }\n");
  const [first, ...rest] = all.find((one) => one.includes("shar"))!.split("\n");
  assert.is(first, "a.yaml:2:27  `dataset` has no key `shar`");
  assert.is(rest[0], "   2 │ dataset: { source: mnist, shar: 0.1 }");
  assert.is(rest[1], "     │                           ^^^^");
  assert.match(rest[2]!, /^ {5}= did you mean `share`\?/);
});

test("a long line is cut round the mistake", async () => {
  const all = await shown(`name: a\ndataset: { source: mnist, share: 1, ${" ".repeat(300)}shar: 1 }\n`);
  const [, line, mark] = all.find((one) => one.includes("`shar`"))!.split("\n");
  assert.ok(line!.length < 120, String(line!.length));
  assert.is(line!.slice(mark!.indexOf("^"), mark!.indexOf("^") + 4), "shar");
});

test("control characters in a file do not reach the terminal", async () => {
  const all = await shown('name: a\n"\\e[31mred": 1\n# \u0007\n"\u001b[2Jx": 2\n');
  assert.ok(all.length > 0);
  for (const one of all) assert.not.match(one.replaceAll("\n", ""), /\p{Cc}/u);
});

test("colours are there whenever they are asked for", () => {
  assert.is(colourPalette.error("x"), "\u001b[31mx\u001b[39m");
});

test.run();

import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { referenceText } from "../../docs/reference.ts";
import { families } from "../../src/spec/schema.ts";

const test = suite("docs/reference");

const TEXT = readFileSync("docs/reference.md", "utf8");

test("the reference is that of this version; npm run reference writes it", () => {
  assert.is(TEXT, referenceText());
});

test("every component has a heading of its own, and every link inside leads to one", () => {
  const headings = [...TEXT.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  for (const { kind, names } of families) {
    for (const name of names) assert.ok(headings.includes(name), `${kind} ${name}`);
  }
  const anchors = new Set(headings.map((heading) => heading.toLowerCase().replaceAll(" ", "-")));
  for (const [, link] of TEXT.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.has(link!), link);
});

test("no word of a schema is missing where it should be", () => {
  assert.not.match(TEXT, /undefined|anything|\[object/);
});

test.run();

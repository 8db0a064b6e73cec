import { suite } from "uvu";
import * as assert from "uvu/assert";
import { shortNames } from "../../../src/report/plots/short-names.ts";

const test = suite("report/plots/short-names");

test("short names stay as they are", () => {
  const names = ["cat", "T-shirt/top", "seventeen letters"];
  assert.equal(shortNames(names), names);
});

test("names of one long beginning are told by their ends", () => {
  assert.equal(shortNames(["Ixodes ricinus, adult female", "Ixodes ricinus, adult male"]), [
    "Ixodes r…t female",
    "Ixodes r…ult male",
  ]);
});

test("names that differ in their middle only are numbered, and are no longer than others", () => {
  const names = ["one", "two", "three"].map((own) => `a long beginning, ${own}, and a long end`);
  const shown = shortNames(names);
  assert.is(new Set(shown).size, 3);
  for (const [index, name] of shown.entries()) {
    assert.match(name, new RegExp(` \\(${index + 1}\\)$`));
    assert.ok(name.length <= 17, name);
  }
});

test("a character of two units is not cut in two", () => {
  const [name] = shortNames(["😀".repeat(30)]);
  assert.is(name, `${"😀".repeat(8)}…${"😀".repeat(8)}`);
});

test.run();

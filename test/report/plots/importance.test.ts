import { suite } from "uvu";
import * as assert from "uvu/assert";
import { importancePlot } from "../../../src/report/plots/importance.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/importance");

test("hyperparameters stand by how much they matter, most first, and of many the first 20", async () => {
  const hyperparameters = Array.from({ length: 25 }, (_, index) => {
    const share = ((index * 7) % 25) / 50;
    return { name: `h${share}`, share, low: share / 2, high: Math.min(2 * share, 1) };
  });
  const texts = textsOf(await drawn(importancePlot(hyperparameters)));
  const names = texts.filter((text) => text.startsWith("h"));
  assert.is(names.length, 20);
  assert.equal(
    names,
    [...names].sort((a, b) => Number(b.slice(1)) - Number(a.slice(1))),
  );
});

test("its axis says what the numbers are", async () => {
  const texts = textsOf(await drawn(importancePlot([{ name: "rate", share: 1, low: 0.5, high: 1 }])));
  assert.ok(texts.some((text) => text.startsWith("% of the variance")));
  assert.ok(texts.includes("0") && texts.includes("100"));
});

test.run();

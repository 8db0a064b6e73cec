import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as vega from "vega";
import type { TopLevelSpec } from "vega-lite";
import { svgOf } from "../../../src/report/plots/svg.ts";

const test = suite("report/plots/svg");

/** A plot whose text holds ids, because its marks are clipped. */
const CLIPPED: TopLevelSpec = {
  data: { values: [1, 2, 3].map((x) => ({ x, y: x * x })) },
  mark: { type: "line", clip: true },
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
};

interface TextMetrics {
  width: unknown;
  readonly estimateWidth: unknown;
  readonly measureWidth: unknown;
}

test("ids do not count on from plot to plot", async () => {
  const first = await svgOf(CLIPPED, assert.unreachable);
  assert.match(first, /id="clip/);
  assert.is(await svgOf(CLIPPED, assert.unreachable), first);
});

test("the width of text is estimated, not measured with the fonts of this machine", async () => {
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  textMetrics.width = textMetrics.measureWidth; // as where a canvas is installed
  await svgOf(CLIPPED, assert.unreachable);
  assert.is(textMetrics.width, textMetrics.estimateWidth);
});

test("what the library finds odd is told, and not written to the terminal", async () => {
  const told: string[] = [];
  await svgOf({ ...CLIPPED, encoding: { theta: { field: "x" } } as never }, (message) => told.push(message));
  assert.ok(told.length > 0);
});

test("places have three decimals at most, and words keep theirs", async () => {
  const svg = await svgOf({
    data: { values: [1, 2, 3].map((x) => ({ x: x / 7, label: "0.123456" })) },
    mark: "text",
    encoding: {
      x: { field: "x", type: "quantitative" },
      text: { field: "label", type: "nominal" },
    },
  });
  assert.match(svg, ">0.123456<");
  for (const [tag] of svg.matchAll(/<[^>]*>/g)) assert.not.match(tag, /\d\.\d{4}/);
});

test.run();

import sharp from "sharp";
import * as assert from "uvu/assert";
import type { TopLevelSpec } from "vega-lite";
import { svgOf } from "../../../src/report/plots/svg.ts";

/** Everything that a plot writes as text, in order. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** A plot as text. The library must find nothing odd in it, it must hold no words for nothing, and be a picture. */
export async function drawn(spec: TopLevelSpec): Promise<string> {
  const svg = await svgOf(spec, assert.unreachable);
  assert.not.match(svg, /NaN|Infinity|undefined|null/);
  const { width, height } = await sharp(Buffer.from(svg)).metadata();
  assert.ok(width! > 100 && width! <= 900, `it is ${width} wide`);
  assert.ok(height! > 50, `it is ${height} high`);
  return svg;
}

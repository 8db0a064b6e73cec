import { spawnSync } from "node:child_process";
import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { learningCurves as draw } from "../../../src/report/plots/learning-curves.ts";
import { svgOf } from "../../../src/report/plots/svg.ts";
import type { EpochRecord } from "../../../src/train/callback.ts";

const test = suite("report/plots/learning-curves");

/** The curves; what the library warns of would stand on the terminal of every run. */
async function learningCurves(records: readonly EpochRecord[], finalEpoch: number): Promise<string> {
  return svgOf(draw(records, finalEpoch), assert.unreachable);
}

/** The address of a plot's module, as a program's text names it. */
function moduleUrl(file: string): string {
  return JSON.stringify(new URL(`../../../src/report/plots/${file}`, import.meta.url).href);
}

/** A history of so many epochs; a logged value is a function of the epoch. */
function history(
  epochs: number,
  logs: Readonly<Record<string, (epoch: number) => number>>,
  learningRate: (epoch: number) => number = () => 0.001,
): EpochRecord[] {
  return Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    learningRate: learningRate(index + 1),
    logs: Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, value(index + 1)])),
  }));
}

const USUAL = {
  loss: (epoch: number) => 0.5 / epoch,
  accuracy: (epoch: number) => 1 - 0.2 / epoch,
  val_loss: (epoch: number) => 0.6 / epoch,
  val_accuracy: (epoch: number) => 0.9 - 0.2 / epoch,
};

/** Everything that the plot writes as text, in order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** The curves: the lines of more than one stretch, with how often each lifts the pen. */
function curvesOf(svg: string): { colour: string; dashed: boolean; pieces: number }[] {
  return [...svg.matchAll(/<path[^>]*d="(M[^"]*L[^"]*)"[^>]*stroke="(#\w+)"[^>]*>/g)]
    .filter(([path]) => path.includes('stroke-width="2"') || path.includes('stroke-width="1.5"'))
    .map(([path, d, colour]) => ({
      colour: colour!,
      dashed: /stroke-dasharray="5,3"/.test(path),
      pieces: d!.match(/M/g)!.length,
    }));
}

test("loss and every metric have a panel, with axes named, and a legend that does not need colour", async () => {
  const svg = await learningCurves(history(10, USUAL), 7);
  const texts = textsOf(svg);
  for (const text of ["loss", "accuracy", "epoch", "training", "validation", "final weights: epoch 7"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.is(texts.filter((text) => text === "epoch").length, 2);
  const curves = curvesOf(svg).filter(({ pieces }) => pieces === 1);
  assert.ok(curves.some(({ dashed }) => dashed) && curves.some(({ dashed }) => !dashed));
  for (const { colour, dashed } of curves) assert.is(dashed, colour === "#d9772b");
});

test("equal histories are equal texts, in another process, another language and another time zone too", async () => {
  const own = await learningCurves(history(10, USUAL), 7);
  await learningCurves(history(3, USUAL), 1);
  assert.is(await learningCurves(history(10, USUAL), 7), own);
  const program = `
    const { learningCurves } = await import(${moduleUrl("learning-curves.ts")});
    const { svgOf } = await import(${moduleUrl("svg.ts")});
    process.stdout.write(await svgOf(learningCurves(JSON.parse(process.argv[1]), 7)));`;
  const other = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program, JSON.stringify(history(10, USUAL))],
    {
      encoding: "utf8",
      env: { ...process.env, LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8", TZ: "Asia/Tokyo" },
    },
  );
  assert.is(other.stderr, "");
  assert.is(other.stdout, own);
});

test("there is no background, so that it stands on a light page and on a dark one", async () => {
  const svg = await learningCurves(history(10, USUAL), 7);
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const alpha = (x: number, y: number) => data[4 * (y * info.width + x) + 3];
  for (const [x, y] of [
    [0, 0],
    [info.width - 1, info.height - 1],
    [info.width >> 1, 2],
  ] as const) {
    assert.is(alpha(x, y), 0);
  }
  // Ink on white and on black: at least 3:1 in contrast (WCAG 2.2), whatever is not see-through.
  const inks = new Set([...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour!));
  assert.ok(inks.size >= 3);
  for (const ink of inks) {
    const light = luminance(ink);
    assert.ok(1.05 / (light + 0.05) >= 3, `${ink} on white`);
    assert.ok((light + 0.05) / 0.05 >= 3, `${ink} on black`);
  }
});

test("what is no number is a gap in its line", async () => {
  const gap = (epoch: number) =>
    epoch === 5 ? Number.NaN : epoch === 9 ? Number.POSITIVE_INFINITY : 1 / epoch;
  const svg = await learningCurves(history(12, { loss: gap }), 12);
  assert.ok(curvesOf(svg).some(({ pieces }) => pieces === 3));
  assert.not.match(svg, /NaN|Infinity|null|undefined/);
});

test("a history of one epoch, of a thousand, of nothing but NaN or of one value all along is drawn", async () => {
  const cases: Record<string, EpochRecord[]> = {
    one: history(1, USUAL),
    thousand: history(1000, USUAL),
    nothing: history(3, { loss: () => Number.NaN, val_loss: () => Number.NaN }),
    constant: history(3, { loss: () => 0, accuracy: () => -0.1 }),
  };
  for (const [name, records] of Object.entries(cases)) {
    const svg = await learningCurves(records, 1);
    const { width } = await sharp(Buffer.from(svg)).metadata();
    assert.ok(width! > 300, name);
    assert.not.match(svg, /NaN|Infinity|undefined/, name);
    assert.ok(svg.length < 120_000, `${name} takes ${svg.length} bytes`);
  }
});

test("ticks of the epochs are whole numbers from the first to the last", async () => {
  for (const epochs of [1, 2, 3, 11]) {
    const ticks = textsOf(await learningCurves(history(epochs, { loss: () => 500 }), epochs))
      .filter((text) => /^[\d.]+$/.test(text))
      .map(Number)
      .filter((tick) => tick < 100);
    assert.ok(
      ticks.every((tick) => Number.isInteger(tick) && tick >= 1 && tick <= epochs),
      `${epochs}: ${ticks}`,
    );
    assert.is(new Set(ticks).size, ticks.length);
  }
});

test("a value that spans orders of magnitude is drawn on a logarithmic axis", async () => {
  const steep = textsOf(await learningCurves(history(9, { loss: (epoch) => 10 ** -epoch }), 9));
  assert.ok(
    ["0.1", "0.001", "0.00001"].every((text) => steep.some((tick) => Number(tick) === Number(text))),
    steep.join(),
  );
  const flat = textsOf(await learningCurves(history(9, { loss: (epoch) => 10 - epoch }), 9));
  assert.ok(flat.includes("4") && flat.includes("8"));
});

test("the learning rate has a panel where it moved", async () => {
  const still = textsOf(await learningCurves(history(5, USUAL), 5));
  const moved = textsOf(
    await learningCurves(
      history(5, USUAL, (epoch) => 0.1 / epoch),
      5,
    ),
  );
  assert.not.ok(still.includes("learning rate"));
  assert.ok(moved.includes("learning rate"));
});

test("without validation nothing speaks of it", async () => {
  const texts = textsOf(await learningCurves(history(5, { loss: (epoch) => 1 / epoch }), 5));
  assert.not.ok(texts.includes("validation") || texts.includes("training"));
});

test("each element has a line of its own, so that a diff shows what moved", async () => {
  const svg = await learningCurves(history(10, USUAL), 7);
  assert.ok(svg.split("\n").every((line) => (line.match(/<[a-z]/g) ?? []).length <= 1));
});

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

test.run();

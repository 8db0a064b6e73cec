import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parallel } from "../../../src/report/plots/parallel.ts";
import { searched } from "../../store/searched.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/parallel");

/** The lines of the trials: width, and the height at each axis. */
function linesOf(svg: string): { width: number; heights: number[] }[] {
  return [...svg.matchAll(/d="(M[^"]*L[^"]*)"[^>]*stroke-width="([\d.]+)"[^>]*stroke-linejoin="round"/g)].map(
    ([, d, width]) => ({
      width: Number(width),
      // Between axes a line first goes on level.
      heights: [...d!.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y)).filter((_, index) => index % 2 === 0),
    }),
  );
}

test("every trial is a line over all hyperparameters and the objective; the chosen one is the widest", async () => {
  const svg = await drawn(parallel(searched()));
  const texts = textsOf(svg);
  for (const text of ["layers", "units[1]", "nesterov", "val_accuracy", "adam", "true", "0.7123"]) {
    assert.ok(texts.includes(text), text);
  }
  const lines = linesOf(svg);
  assert.equal(
    lines.map(({ heights }) => heights.length),
    [6, 6, 6],
  );
  assert.ok(lines.filter(({ width }) => width === Math.max(...lines.map((line) => line.width))).length === 1);
});

test("what a trial does not have is below the axis, and it is said that it is not there", async () => {
  const svg = await drawn(parallel(searched()));
  assert.ok(textsOf(svg).includes("not there") && textsOf(svg).includes("no figure"));
  const [chosen] = linesOf(svg).sort((a, b) => b.width - a.width);
  const [layers, , second, , nesterov, objective] = chosen!.heights;
  assert.is(second, nesterov);
  assert.ok(second! > layers! && second! > objective!);
});

test("where all trials have everything, nothing is said of what is not there", async () => {
  const [one] = searched().trials;
  const texts = textsOf(await drawn(parallel(searched({ trials: [one!] }))));
  assert.not.ok(texts.includes("not there") || texts.includes("no figure"));
});

test("better is higher up, whichever way that is", async () => {
  const [one] = searched().trials;
  const trials = [0.5, 0.1].map((value, index) => ({ ...one!, trial: index + 1, value }));
  for (const [better, best] of [
    ["higher", 1],
    ["lower", 2],
  ] as const) {
    const svg = await drawn(parallel(searched({ trials, best, objective: { name: "loss", better } })));
    const [chosen, other] = linesOf(svg).sort((a, b) => b.width - a.width);
    assert.ok(chosen!.heights.at(-1)! < other!.heights.at(-1)!, better);
  }
});

test.run();

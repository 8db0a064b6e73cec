import { suite } from "uvu";
import * as assert from "uvu/assert";
import { replicateCurves } from "../../../src/report/plots/replicates.ts";
import type { EpochRecord } from "../../../src/train/callback.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/replicates");

function history(epochs: number, replicate: number, names: readonly string[]): EpochRecord[] {
  return Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    learningRate: 0.1,
    logs: Object.fromEntries(names.map((name) => [name, 1 / (index + replicate)])),
  }));
}

/** How many points each line of some width has. */
function linesOf(svg: string, width: number): number[] {
  return [...svg.matchAll(/d="(M[^"]*L[^"]*)"[^>]*stroke-width="(\d+)"/g)]
    .filter(([, , own]) => Number(own) === width)
    .map(([, d]) => d!.match(/[ML]/g)!.length);
}

test("validation has a panel for each logged value: thin lines, and their mean as far as all go", async () => {
  const names = ["loss", "val_loss", "val_accuracy"];
  const svg = await drawn(
    replicateCurves([5, 8, 6].map((epochs, index) => history(epochs, index + 1, names))),
  );
  const texts = textsOf(svg);
  for (const text of ["val_loss", "val_accuracy", "a replicate", "their mean"])
    assert.ok(texts.includes(text), text);
  assert.not.ok(texts.includes("loss"));
  assert.equal(
    linesOf(svg, 1).filter((points) => points > 2),
    [5, 8, 6, 5, 8, 6],
  );
  assert.equal(
    linesOf(svg, 3).filter((points) => points > 2),
    [5, 5],
  );
});

test("without validation the curves are those of training", async () => {
  const texts = textsOf(await drawn(replicateCurves([1, 2].map((own) => history(4, own, ["loss"])))));
  assert.ok(texts.includes("loss"));
});

test("one epoch, and replicates that diverged, are drawn", async () => {
  await drawn(replicateCurves([1, 2].map((own) => history(1, own, ["val_loss"]))));
  const lost = history(3, 1, ["val_loss"]).map((record) => ({ ...record, logs: { val_loss: Number.NaN } }));
  await drawn(replicateCurves([history(3, 1, ["val_loss"]), lost]));
});

test.run();

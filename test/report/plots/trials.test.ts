import { suite } from "uvu";
import * as assert from "uvu/assert";
import { trialsPlot } from "../../../src/report/plots/trials.ts";
import { searched } from "../../store/searched.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/trials");

test("every trial is there, told by shape how it ended, and the chosen one has its number", async () => {
  const svg = await drawn(trialsPlot(searched()));
  const texts = textsOf(svg);
  for (const text of ["complete", "pruned", "failed", "best so far", "chosen: trial 1", "val_accuracy"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.not.ok(texts.includes("diverged"));
  const shapes = [...svg.matchAll(/transform="translate\([^"]*\)" d="([^"]*)"/g)].map(([, d]) => d);
  assert.ok(new Set(shapes).size >= 3);
});

test("the best so far never gets worse, whichever way is better", async () => {
  const heights = async (better: "higher" | "lower") => {
    const [one] = searched().trials;
    const trials = [0.5, 0.3, 0.9, 0.1].map((value, index) => ({ ...one!, trial: index + 1, value }));
    const objective = { name: "objective", better };
    const svg = await drawn(trialsPlot(searched({ trials, objective, best: 1 })));
    const [, line] = /d="(M[^"]*)"[^>]*stroke="#d9772b"/.exec(svg)!;
    return [...line!.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
  };
  const [up, down] = [await heights("higher"), await heights("lower")];
  assert.equal(
    up,
    [...up].sort((a, b) => b - a),
  );
  assert.equal(
    down,
    [...down].sort((a, b) => a - b),
  );
  assert.ok(new Set(up).size === 2 && new Set(down).size === 3);
});

test("a trial without a figure lies beyond the worst one, whichever way is better", async () => {
  const [one] = searched().trials;
  const trials = [0.5, 0.9, Number.NaN].map((value, index) => {
    return {
      ...one!,
      trial: index + 1,
      value,
      status: Number.isNaN(value) ? "diverged" : "complete",
    } as const;
  });
  const heights = async (better: "higher" | "lower") => {
    const svg = await drawn(
      trialsPlot(searched({ trials, objective: { name: "objective", better }, best: 1 })),
    );
    const heightsOf = (colour: string) =>
      svg
        .split("\n")
        .filter((line) => line.includes(colour) && line.includes("translate("))
        .map((line) => Number(/translate\([\d.]+,([\d.]+)\)/.exec(line)![1]));
    return { found: heightsOf("#3b82c4").slice(0, 2), lost: heightsOf("#d9772b")[0]! };
  };
  const [up, down] = [await heights("higher"), await heights("lower")];
  assert.is(up.found.length + down.found.length, 4);
  assert.ok(
    up.found.every((height) => height < up.lost),
    JSON.stringify(up),
  );
  assert.ok(
    down.found.every((height) => height > down.lost),
    JSON.stringify(down),
  );
});

test("one trial, a thousand, and trials of which none came to a figure are drawn", async () => {
  const [one, failed] = searched().trials;
  const many = Array.from({ length: 1000 }, (_, index) => ({ ...one!, trial: index + 1, value: index % 7 }));
  for (const trials of [[one!], many, [failed!]]) {
    await drawn(trialsPlot(searched({ trials, best: trials[0]!.trial })));
  }
});

test.run();

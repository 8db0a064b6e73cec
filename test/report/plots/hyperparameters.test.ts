import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hyperparameters } from "../../../src/report/plots/hyperparameters.ts";
import { searched } from "../../store/searched.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/hyperparameters");

test("every hyperparameter that a trial has is an axis, and one that is not always there says how often it is", async () => {
  const texts = textsOf(await drawn(hyperparameters(searched())));
  for (const title of ["layers", "units[0]", "units[1] (in 1 of 3 trials)", "optimizer"]) {
    assert.ok(texts.includes(title), title);
  }
  assert.ok(texts.includes("nesterov (in 2 of 3 trials)"));
});

test("values of choices and switches are places in the order of the space", async () => {
  const texts = textsOf(await drawn(hyperparameters(searched())));
  for (const [first, second] of [
    ["adam", "sgd"],
    ["false", "true"],
  ] as const) {
    assert.ok(texts.includes(first) && texts.indexOf(first) < texts.indexOf(second), first);
  }
});

test("a range that the space draws logarithmically has a logarithmic axis", async () => {
  const rates = [0.0001, 0.001, 0.01, 0.1];
  const [one] = searched().trials;
  const trials = rates.map((rate, index) => ({ ...one!, trial: index + 1, configuration: { rate } }));
  const places = async (log: boolean) => {
    const space = { rate: { float: { min: 0.0001, max: 0.1, log } } };
    const svg = await drawn(hyperparameters(searched({ trials }, space)));
    const points = svg.split("\n").filter((line) => line.includes("translate") && line.includes("#3b82c4"));
    return points.map((point) => Number(/translate\(([\d.]+)/.exec(point)![1])).slice(-4);
  };
  const gaps = ([a, b, c, d]: readonly number[]) => [b! - a!, c! - b!, d! - c!];
  const [first, second, third] = gaps(await places(true));
  assert.ok(Math.abs(first! - second!) < 0.01 && Math.abs(second! - third!) < 0.01);
  const [narrow, , wide] = gaps(await places(false));
  assert.ok(wide! > 50 * narrow!);
});

test("a hyperparameter that no trial has is left out", async () => {
  const [one] = searched().trials;
  const texts = textsOf(await drawn(hyperparameters(searched({ trials: [one!] }))));
  assert.not.ok(texts.some((text) => text.startsWith("units[1]") || text.startsWith("nesterov")));
});

test("twenty hyperparameters fit the width of a report", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `hyperparameter${index}`);
  const space = Object.fromEntries(names.map((name) => [name, { float: { min: 0, max: 1 } }]));
  const configuration = Object.fromEntries(names.map((name) => [name, 0.5]));
  const [one] = searched().trials;
  const trials = [0.2, Number.NaN].map((value, index) => ({
    ...one!,
    trial: index + 1,
    value,
    configuration,
  }));
  await drawn(hyperparameters(searched({ trials }, space)));
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { LogExpectedImprovement } from "../../../src/tuner/bayesian/acquisition.ts";
import { type Data, Process } from "../../../src/tuner/bayesian/process.ts";
import { mixedData } from "./data.ts";

const test = suite("tuner/bayesian/process");

function process(data: Data, noise: number): Process {
  return new Process(data, { scales: new Float64Array(data.ordered.length).fill(0.7), noise });
}

test("without noise the data is reproduced, and nothing is uncertain there", () => {
  const data = mixedData(25);
  const sure = process(data, 1e-7);
  for (const [i, point] of data.points.entries()) {
    const { mean, deviation } = sure.belief(point);
    assert.ok(Math.abs(mean - data.costs[i]!) < 1e-4, `point ${i}: ${mean}, not ${data.costs[i]}`);
    assert.ok(deviation < 1e-3 * Math.sqrt(sure.variance) + 1e-3);
  }
});

test("far from the data the mean is believed, with the whole variance", () => {
  const data: Data = {
    points: [Float64Array.of(0.1), Float64Array.of(0.2)],
    costs: Float64Array.of(-1, 1),
    ordered: [true],
  };
  const narrow = new Process(data, { scales: Float64Array.of(0.01), noise: 1e-6 });
  const { mean, deviation } = narrow.belief(Float64Array.of(0.9));
  assert.ok(Math.abs(mean) < 1e-6);
  assert.ok(Math.abs(deviation ** 2 - narrow.variance) < 1e-6);
});

test("the slopes of the belief and of the acquisition are finite differences", () => {
  const data = mixedData(25);
  const model = process(data, 1e-3);
  const acquisition = new LogExpectedImprovement(model);
  const at = data.points[7]!.map((place, d) => (data.ordered[d] && place >= 0 ? 0.4 + 0.02 * d : place));
  const { meanSlopes, deviationSlopes } = model.slopes(at);
  const slopes = new Float64Array(at.length);
  assert.ok(Math.abs(acquisition.valueAndSlopes(at, slopes) - acquisition.value(at)) < 1e-9);
  for (const [d, ordered] of data.ordered.entries()) {
    if (!ordered || at[d]! < 0) continue;
    const moved = (by: number) => at.map((place, k) => (k === d ? place + by : place));
    const [up, down] = [moved(1e-5), moved(-1e-5)];
    const [above, below] = [model.belief(up), model.belief(down)];
    const mean = (above.mean - below.mean) / 2e-5;
    const deviation = (above.deviation - below.deviation) / 2e-5;
    const improvement = (acquisition.value(up) - acquisition.value(down)) / 2e-5;
    assert.ok(Math.abs(mean - meanSlopes[d]!) < 1e-6, `mean along ${d}`);
    assert.ok(Math.abs(deviation - deviationSlopes[d]!) < 1e-6, `deviation along ${d}`);
    assert.ok(
      Math.abs(improvement - slopes[d]!) < 1e-5 * (1 + Math.abs(improvement)),
      `improvement along ${d}`,
    );
  }
});

test.run();

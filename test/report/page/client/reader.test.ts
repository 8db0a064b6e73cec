import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "vega-lite";
import { type Part, readable, TOLD } from "../../../../src/report/page/client/reader.ts";
import { learningCurves } from "../../../../src/report/plots/learning-curves.ts";
import { replicateCurves } from "../../../../src/report/plots/replicates.ts";
import { trialsPlot } from "../../../../src/report/plots/trials.ts";
import { searched } from "../../../store/searched.ts";
import { figures } from "../../../store/version.ts";

const test = suite("report/page/client/reader");

interface Layers {
  readonly layer: readonly { readonly data: { readonly values: readonly Part[] } }[];
}

test("at every epoch the values of all series are told", () => {
  const spec = learningCurves(figures().history, 2) as unknown as Part;
  const [panel] = readable(spec, "#777").concat as readonly Layers[];
  const strips = panel!.layer.at(-1)!.data.values;
  assert.equal(
    strips.map((strip) => strip[TOLD]),
    [
      [
        ["epoch", "1"],
        ["training", "0.333333"],
        ["validation", "0.4"],
      ],
      [
        ["epoch", "2"],
        ["training", "0.25"],
        ["validation", "0.5"],
      ],
    ],
  );
  assert.equal([strips[0]!.from, strips[0]!.to, strips[1]!.to], [1, 1.5, 2]);
});

test("a value that is not finite is told as such", () => {
  const [first, second] = figures().history;
  const broken = { ...second!, logs: { ...second!.logs, loss: Number.NaN } };
  const spec = learningCurves([first!, broken], 1) as unknown as Part;
  const [panel] = readable(spec, "#777").concat as readonly Layers[];
  assert.equal((panel!.layer.at(-1)!.data.values[1]![TOLD] as unknown[])[1], ["training", "not finite"]);
});

test("what Vega-Lite makes of it has no fault", () => {
  const warnings: string[] = [];
  const logger = {
    warn: (text: string) => warnings.push(text),
    info: () => {},
    debug: () => {},
    error: () => {},
  };
  const spec = learningCurves(figures().history, 2) as unknown as Part;
  compile(readable(spec, "#777") as never, { logger: logger as never });
  assert.equal(warnings, []);
});

test("a panel that is one mark becomes two layers, and several values of one kind are all told", () => {
  const { history } = figures();
  const spec = replicateCurves([history, history]) as unknown as Part;
  const [panel] = readable(spec, "#777").concat as readonly Layers[];
  const told = panel!.layer.at(-1)!.data.values[0]![TOLD] as readonly unknown[];
  assert.equal(told.slice(1), [
    ["a replicate", "0.4"],
    ["a replicate", "0.4"],
    ["their mean", "0.4"],
  ]);
  assert.is((panel!.layer[0] as unknown as Part).mark !== undefined, true);
});

test("a plot without lines of several series stays as it is", () => {
  const spec = trialsPlot(searched()) as unknown as Part;
  assert.is(readable(spec, "#777"), spec);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stream, stream } from "../../../src/base/random.ts";
import { openTfjs } from "../../../src/engine/tfjs/engine.ts";
import { openWasm } from "../../../src/engine/wasm/engine.ts";
import { modelOf } from "../../contract/layer-cases.ts";
import { layerOf } from "../../model/complete.ts";
import { jobOfModel, randomWeights, stepFrom } from "../steps.ts";
import { tryKernel } from "./kernel.ts";

/** What dropout and noise draw: word for word that of the streams, and of the tfjs engine. */

const test = suite("engine/wasm/chance");

const draws: Stream = stream(2 ** 40 + 3, "dropout", 4, 2 ** 32 - 1, 77);
const words = Uint32Array.from([...draws.key, ...draws.path]);
const scratch = new Uint8Array(8 * 128);

/** Below, at and above the sixteen values that are drawn together, and more than a few for each thread. */
const SIZES = [1, 15, 16, 17, 31, 33, 1000];

/** Rates of all sizes: one that drops hardly anything, one that keeps hardly anything, and one beyond 2³² steps. */
const RATES = [2 ** -32, 0.1, 0.5, 0.9, 1 - 2 ** -32, 1 - 2 ** -40];

const features = stream(1, "features");

function values(length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => 4 * features.uniform(at) - 2);
}

function limitOf(rate: number): number {
  return Math.ceil(rate * 2 ** 32) - 1;
}

for (const size of SIZES) {
  for (const rate of RATES) {
    test(`dropout drops ${rate} of ${size} values by their words, and the gradient alike`, () => {
      const x = values(size);
      const kept = Math.fround(1 / (1 - rate));
      const keeps = (at: number): boolean => draws.word(at) >= rate * 2 ** 32;
      const mask = new Uint8Array(2 * Math.ceil(size / 16));
      const common = { count: Int32Array.of(1), size, stream: words, limit: limitOf(rate), kept, scratch };
      const given = { ...common, x, shift: 0, dropped: 0, mask, y: new Float32Array(size) };
      tryKernel("dropout", given, ({ y, mask: written }) => {
        const expected = x.map((value, at) => (keeps(at) ? value * kept : 0));
        assert.equal(y, expected);
        const back = { count: common.count, size, dy: x, mask: new Uint8Array(written.buffer), kept };
        tryKernel("dropoutGradient", { ...back, dx: new Float32Array(size) }, ({ dx }) => {
          assert.equal(
            dx.map((value) => value + 0),
            expected,
          );
        });
      });
      tryKernel("keepFactors", { ...common, y: new Float32Array(size) }, ({ y }) => {
        assert.equal(
          y,
          y.map((_, at) => (keeps(at) ? kept : 0)),
        );
      });
    });
  }

  test(`shift and floor of ${size} values are those of alphaDropout`, () => {
    const x = values(size);
    const [kept, shift, dropped] = [0.75, 0.25, -1.5];
    const mask = new Uint8Array(2 * Math.ceil(size / 16));
    const common = { count: Int32Array.of(1), size, stream: words, limit: limitOf(0.3), scratch };
    const given = { ...common, x, kept, shift, dropped, mask, y: new Float32Array(size) };
    tryKernel("dropout", given, ({ y }) => {
      const expected = x.map((value, at) =>
        draws.word(at) >= 0.3 * 2 ** 32 ? Math.fround(value * kept) + shift : dropped,
      );
      assert.equal(y, expected);
    });
  });

  test(`${size} normal numbers are those of Box and Muller`, () => {
    const common = { count: Int32Array.of(1), size, stream: words, scratch };
    const given = { ...common, mean: 2, deviation: 0.5, y: new Float32Array(size) };
    tryKernel("normals", given, ({ y }) => {
      for (const [at, own] of y.entries()) {
        const exact = 2 + 0.5 * draws.normal(at);
        assert.ok(Math.abs(own - exact) <= 1e-6, `${at}: ${own}, not ${exact}`);
      }
    });
  });
}

test("a value whose word is the limit is dropped, and one whose word is above it is kept", () => {
  const common = { count: Int32Array.of(1), size: 1, stream: words, kept: 1, scratch };
  for (const [limit, kept] of [
    [draws.word(0), 0],
    [draws.word(0) - 1, 1],
  ] as const) {
    const given = { ...common, limit, x: Float32Array.of(1), shift: 0, dropped: 0, mask: new Uint8Array(2) };
    tryKernel("dropout", { ...given, y: new Float32Array(1) }, ({ y }) => assert.is(y[0], kept));
    tryKernel("keepFactors", { ...common, limit, y: new Float32Array(1) }, ({ y }) => assert.is(y[0], kept));
  }
});

test("normal numbers have mean 0, deviation 1 and no skew", () => {
  const size = 2 ** 18;
  const given = { count: Int32Array.of(1), size, stream: words, mean: 0, deviation: 1, scratch };
  tryKernel("normals", { ...given, y: new Float32Array(size) }, ({ y }) => {
    const moment = (power: number): number => y.reduce((sum, value) => sum + value ** power, 0) / size;
    const slack = 5 / Math.sqrt(size); // five standard errors, of the powers too, but for their own deviations
    assert.ok(Math.abs(moment(1)) < slack);
    assert.ok(Math.abs(moment(2) - 1) < slack * Math.sqrt(2));
    assert.ok(Math.abs(moment(3)) < slack * Math.sqrt(15));
    assert.ok(Math.abs(moment(4) - 3) < slack * Math.sqrt(96));
  });
});

const engines = [await openWasm(2), await openTfjs()];

/** What both engines make of a layer in training, behind a dense one that gives both the same values. */
async function outputsOf(layer: string, options: object, shape: readonly number[]): Promise<Float32Array[]> {
  const model = modelOf(
    [shape.reduce((product, size) => product * size, 1)],
    [
      { layer: layerOf("dense", { units: 1, useBias: false }), name: "scalar" },
      { layer: layerOf("flatten"), name: "flat" },
      { layer: layerOf("reshape", { targetShape: shape }), name: "shape", from: ["input"] },
      { layer: layerOf(layer, options), name: "layer" },
      { layer: layerOf("flatten"), name: "values" },
      { layer: layerOf("concatenate"), name: "all", from: ["values", "flat"] },
    ],
  );
  const job = jobOfModel(model);
  const outputs: Float32Array[] = [];
  for (const engine of engines) {
    const training = await engine.open(job);
    outputs.push((await stepFrom(training, job, randomWeights(model))).training);
    training.close();
  }
  const width = model.output[0]!;
  return outputs.map((output) => output.filter((_, at) => at % width !== width - 1));
}

for (const [layer, options] of [
  ["dropout", { rate: 0.4 }],
  ["spatialDropout1d", { rate: 0.4 }],
  ["alphaDropout", { rate: 0.4 }],
] as const) {
  test(`${layer} gives the very numbers of the tfjs engine`, async () => {
    const [own, reference] = await outputsOf(layer, options, [7, 19]);
    assert.equal(
      own!.map((value) => value + 0),
      reference!.map((value) => value + 0),
    );
  });
}

for (const [layer, options] of [
  ["gaussianNoise", { stddev: 0.4 }],
  ["gaussianDropout", { rate: 0.4 }],
] as const) {
  test(`${layer} gives the numbers of the tfjs engine to rounding`, async () => {
    const [own, reference] = await outputsOf(layer, options, [7, 19]);
    for (const [at, value] of own!.entries()) assert.ok(Math.abs(value - reference![at]!) <= 1e-6, `${at}`);
  });
}

test.run();

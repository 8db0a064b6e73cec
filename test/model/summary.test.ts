import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Tagged } from "../../src/component/component.ts";
import { automaticNames, buildGraph } from "../../src/model/graph.ts";
import type { Model } from "../../src/model/model.ts";
import { modelText, summarize } from "../../src/model/summary.ts";
import { layerOf } from "./complete.ts";

const test = suite("model/summary");

interface Item {
  readonly layer: Tagged;
  readonly name?: string;
  readonly from?: readonly string[];
}

function modelOf(input: readonly number[], items: readonly Item[]): Model {
  const names = automaticNames(items);
  const { model } = buildGraph(
    input,
    items.map((item, index) => ({ ...item, name: names[index]! })),
  );
  return model!;
}

const pool = { layer: layerOf("maxPooling2d", { padding: "same" }) };
const drop = { layer: layerOf("dropout", { rate: 0.25 }) };

test("the baseline network has 401,920 + 5,130 = 407,050 parameters", () => {
  const model = modelOf(
    [28, 28, 1],
    [
      { layer: layerOf("flatten") },
      { layer: layerOf("dense", { units: 512, activation: "relu" }) },
      drop,
      { layer: layerOf("dense", { units: 10, activation: "softmax" }) },
    ],
  );
  assert.is(
    modelText(model),
    `layer    type     output   parameters
─────────────────────────────────────
input             28×28×1
flatten  flatten  784               0
dense    dense    512         401,920
dropout  dropout  512               0
dense_1  dense    10            5,130
─────────────────────────────────────
407,050 parameters
`,
  );
});

test("the convolutional network has 208,650 parameters and shrinks as worked out by hand", () => {
  const conv = (filters: number, kernelSize: number) => ({
    layer: layerOf("conv2d", { filters, kernelSize }),
  });
  const model = modelOf(
    [28, 28, 1],
    [
      conv(96, 3),
      pool,
      drop,
      conv(64, 5),
      pool,
      drop,
      conv(64, 3),
      pool,
      drop,
      { layer: layerOf("flatten") },
      { layer: layerOf("dense", { units: 64 }) },
      { layer: layerOf("dense", { units: 10 }) },
    ],
  );
  const rows = summarize(model);
  const shapes = rows.filter(({ type }) => type !== "dropout").map(({ shape }) => shape.join("×"));
  assert.equal(shapes, ["26×26×96", "13×13×96", "9×9×64", "5×5×64", "3×3×64", "2×2×64", "256", "64", "10"]);
  assert.is(
    rows.reduce((sum, { parameters }) => sum + parameters, 0),
    208_650,
  );
  assert.match(modelText(model), "208,650 parameters\n");
});

test("where a layer takes more than the one above it, the table says from where, and what is not trained", () => {
  const same = { filters: 4, kernelSize: 3, padding: "same" };
  const model = modelOf(
    [8, 8, 1],
    [
      { layer: layerOf("conv2d", { ...same, trainable: false }), name: "stem" },
      { layer: layerOf("conv2d", same) },
      { layer: layerOf("batchNormalization") },
      { layer: layerOf("add"), from: ["stem", "previous"] },
      { layer: layerOf("globalAveragePooling2d") },
    ],
  );
  assert.is(
    modelText(model),
    `layer                   type                    output  parameters
──────────────────────────────────────────────────────────────────
input                                           8×8×1
stem                    conv2d                  8×8×4           40
conv2d                  conv2d                  8×8×4          148
batchNormalization      batchNormalization      8×8×4           16
add                     add                     8×8×4            0
  from stem
  from batchNormalization
globalAveragePooling2d  globalAveragePooling2d  4                0
──────────────────────────────────────────────────────────────────
204 parameters
156 of them trained, 48 not
`,
  );
});

test("no line is longer than 80 columns, and equal models give equal text", () => {
  const items = [
    { layer: layerOf("bidirectional", { layer: { lstm: { units: 128, returnSequences: true } } }) },
    { layer: layerOf("timeDistributed", { layer: { dense: { units: 1000 } } }) },
    { layer: layerOf("globalAveragePooling1d") },
  ];
  const text = modelText(modelOf([100, 4000], items));
  assert.is(modelText(modelOf([100, 4000], items)), text);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
});

test.run();

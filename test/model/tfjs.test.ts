import type { Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { buildGraph } from "../../src/model/graph.ts";
import { initialWeights } from "../../src/model/initializers.ts";
import type { LayerItem, Model } from "../../src/model/model.ts";
import { buildTfModel } from "../../src/model/tfjs.ts";
import { layerOf } from "./complete.ts";
import { cpuTf } from "./tf.ts";

const test = suite("model/tfjs");
const tf = await cpuTf();

const residual: readonly LayerItem[] = [
  { layer: layerOf("conv2d", { filters: 2, kernelSize: 3, padding: "same" }), name: "stem" },
  { layer: layerOf("conv2d", { filters: 2, kernelSize: 3, padding: "same" }), name: "conv2d" },
  { layer: layerOf("add"), name: "add", from: ["stem", "previous"] },
  { layer: layerOf("dropout", { rate: 0.5 }), name: "dropout" },
  { layer: layerOf("flatten"), name: "flatten" },
  { layer: layerOf("dense", { units: 3 }), name: "dense" },
];

function modelOf(items: readonly LayerItem[]): Model {
  return buildGraph([4, 4, 1], items).model!;
}

const still = () => stream(0, "dropout");

test("a branching model becomes the same graph, by the same names", () => {
  const built = buildTfModel(tf, modelOf(residual), still);
  assert.equal(
    built.layers.map(({ name }) => name),
    ["input", "stem", "conv2d", "add", "dropout", "flatten", "dense"],
  );
  assert.equal(
    built.layers.map((layer) => layer.outputShape),
    [
      [null, 4, 4, 1],
      [null, 4, 4, 2],
      [null, 4, 4, 2],
      [null, 4, 4, 2],
      [null, 4, 4, 2],
      [null, 32],
      [null, 3],
    ],
  );
});

test("weights can be set layer by layer in the order of the specs", () => {
  const model = modelOf(residual);
  const built = buildTfModel(tf, model, still);
  const weights = initialWeights(model, 3, 0);
  let next = 0;
  for (const node of model.nodes) {
    built
      .getLayer(node.name)
      .setWeights(node.weights.map(({ shape }) => tf.core.tensor(weights[next++]!, [...shape])));
  }
  assert.equal(
    built.getWeights().map((weight) => weight.dataSync()),
    weights,
  );
});

test("tfjs makes all weights 0 and never calls Math.random", () => {
  const original = Math.random;
  Math.random = () => {
    throw new Error("Math.random was called");
  };
  try {
    const items: LayerItem[] = [
      { layer: layerOf("reshape", { targetShape: [4, 4] }), name: "reshape" },
      {
        layer: layerOf("bidirectional", { layer: { lstm: { units: 2, returnSequences: true } } }),
        name: "b",
      },
      { layer: layerOf("timeDistributed", { layer: { dense: { units: 2 } } }), name: "t" },
      { layer: layerOf("conv1d", { filters: 2, kernelSize: 2, padding: "causal" }), name: "c" },
      { layer: layerOf("gru", { units: 2, dropout: 0.5, recurrentDropout: 0.5 }), name: "g" },
      { layer: layerOf("gaussianNoise", { stddev: 1 }), name: "n" },
    ];
    const built = buildTfModel(tf, modelOf(items), still);
    assert.ok(built.getWeights().every((weight) => weight.dataSync().every((value) => value === 0)));
    const output = built.apply(tf.core.ones([2, 4, 4, 1]), { training: true }) as Tensor;
    assert.equal(output.shape, [2, 2]);
  } finally {
    Math.random = original;
  }
});

test("the topology names the initializers that are meant, and says the same each time", () => {
  const items: LayerItem[] = [
    { layer: layerOf("flatten"), name: "flatten" },
    {
      layer: layerOf("dense", {
        units: 2,
        kernelInitializer: { randomUniform: { minval: 0, maxval: 0.5 } },
        kernelRegularizer: { l2: {} },
        kernelConstraint: { maxNorm: {} },
      }),
      name: "dense",
    },
  ];
  const text = () => buildTfModel(tf, modelOf(items), still).toJSON() as string;
  assert.is(text(), text());
  assert.match(text(), '"class_name":"RandomUniform","config":{"minval":0,"maxval":0.5');
  assert.not.match(text(), "MaxNorm");
});

test("each node asks for its own random words", () => {
  const drop = (name: string): LayerItem => ({ layer: layerOf("dropout", { rate: 0.5 }), name });
  const asked: string[] = [];
  const built = buildTfModel(tf, modelOf([drop("a"), drop("b")]), (node) => {
    asked.push(node.name);
    return stream(0, "dropout", node.index);
  });
  built.apply(tf.core.ones([1, 4, 4, 1]), { training: true });
  built.apply(tf.core.ones([1, 4, 4, 1]));
  assert.equal(asked, ["a", "b"]);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Shape } from "../../src/base/shape.ts";
import type { Tagged } from "../../src/component/component.ts";
import { automaticNames, buildGraph } from "../../src/model/graph.ts";
import { layerOf } from "./complete.ts";

const test = suite("model/graph");

interface Item {
  readonly layer: Tagged;
  readonly name?: string;
  readonly from?: readonly string[];
}

function graphOf(input: Shape, items: readonly Item[]) {
  const names = automaticNames(items);
  return buildGraph(
    input,
    items.map((item, index) => ({ ...item, name: names[index]! })),
  );
}

/** Problems as `item path: message (hint)`, one a line. */
function problemsOf(input: Shape, items: readonly Item[]): string[] {
  const { model, problems } = graphOf(input, items);
  assert.is(model === undefined, problems.length > 0);
  return problems.map(({ item, path, message, hint }) => `${item} ${path.join(".")}: ${message} (${hint})`);
}

const dense = (units: number): Item => ({ layer: layerOf("dense", { units }) });
const conv = (kernelSize: number): Item => ({ layer: layerOf("conv2d", { filters: 4, kernelSize }) });
const add: Tagged = layerOf("add");

test("a plain chain takes each layer from the one above", () => {
  const { model } = graphOf([4], [dense(3), dense(2)]);
  assert.equal(
    model!.nodes.map(({ name, inputs, inputShapes, shape }) => ({ name, inputs, inputShapes, shape })),
    [
      { name: "dense", inputs: [-1], inputShapes: [[4]], shape: [3] },
      { name: "dense_1", inputs: [0], inputShapes: [[3]], shape: [2] },
    ],
  );
  assert.equal(model!.output, [2]);
  assert.equal(
    model!.nodes[0]!.weights.map(({ name, shape, fans, trainable }) => ({ name, shape, fans, trainable })),
    [
      { name: "kernel", shape: [4, 3], fans: { in: 4, out: 3 }, trainable: true },
      { name: "bias", shape: [3], fans: { in: 3, out: 3 }, trainable: true },
    ],
  );
});

test("`from` takes names, `previous` and `input`", () => {
  const { model } = graphOf(
    [4],
    [{ ...dense(4), name: "stem" }, dense(4), { layer: add, from: ["stem", "previous", "input"] }],
  );
  assert.equal(model!.nodes[2]!.inputs, [0, 1, -1]);
});

test("unlabelled layers get running numbers and never the name of a labelled one", () => {
  const names = automaticNames([
    dense(1),
    { ...dense(1), name: "dense_1" },
    dense(1),
    { layer: layerOf("flatten") },
    { ...dense(1), name: "flatten_1" },
    { layer: layerOf("flatten") },
  ]);
  assert.equal(names, ["dense", "dense_1", "dense_2", "flatten", "flatten_1", "flatten_2"]);
});

test("an unknown name is a problem that offers the nearest one", () => {
  assert.equal(
    problemsOf([4], [{ ...dense(4), name: "stem" }, dense(4), { layer: add, from: ["stemm", "previous"] }]),
    ["2 from.0: no layer is called `stemm` (did you mean `stem`?)"],
  );
  assert.equal(problemsOf([4], [dense(4), { ...dense(4), from: ["elsewhere"] }]), [
    "1 from.0: no layer is called `elsewhere` (there are input, previous, dense)",
  ]);
});

test("a layer takes neither itself nor a later one", () => {
  const problems = problemsOf(
    [4],
    [
      { ...dense(4), name: "first", from: ["second"] },
      { ...dense(4), name: "second", from: ["second"] },
    ],
  );
  assert.equal(problems, [
    "0 from.0: layer `second` comes later (a layer can only take layers above it)",
    "1 from.0: layer `second` cannot take itself (a layer can only take layers above it)",
  ]);
});

test("two layers of one name are a problem at the second", () => {
  assert.equal(
    problemsOf(
      [4],
      [
        { ...dense(4), name: "block" },
        { ...dense(4), name: "block" },
      ],
    ),
    ["1 name: layer 1 is called `block` already (every layer needs a name of its own)"],
  );
});

test("`input` and `previous` cannot be names", () => {
  assert.equal(
    problemsOf(
      [4],
      [
        { ...dense(4), name: "input" },
        { ...dense(4), name: "previous" },
      ],
    ),
    [
      "0 name: a layer cannot be called `input`, which means the model's input (choose another name)",
      "1 name: a layer cannot be called `previous`, which means the layer above (choose another name)",
    ],
  );
});

test("a name is made of letters, digits and a few signs", () => {
  const named = (name: string) => problemsOf([4], [{ ...dense(4), name }]);
  for (const name of ["block_1", "a-b.c", "2nd"]) assert.equal(named(name), []);
  for (const name of ["a/b", "first block", "größe", "_x", ""]) {
    assert.equal(named(name), [
      `0 name: \`${name}\` cannot name a layer ` +
        "(a name starts with a letter or digit and goes on with letters, digits, -, _ or .)",
    ]);
  }
});

test("a merge needs two inputs and other layers exactly one", () => {
  assert.equal(problemsOf([4], [dense(4), { layer: add }]), [
    "1 layer.add: add joins two or more layers, but takes one (name them: from: [stem, previous])",
  ]);
  assert.equal(problemsOf([4], [dense(4), { layer: add, from: ["dense"] }]), [
    "1 from: add joins two or more layers, but takes one (name them: from: [stem, previous])",
  ]);
  assert.equal(problemsOf([4], [dense(4), { ...dense(2), from: ["input", "dense"] }]), [
    "1 from: dense takes one layer, not 2 (join them first, with add or concatenate)",
  ]);
});

test("a layer that nobody takes is a problem, unless it is the last", () => {
  assert.equal(
    problemsOf(
      [4],
      [
        { ...dense(4), name: "lost" },
        { ...dense(2), from: ["input"] },
      ],
    ),
    ["0 layer.dense: nothing takes the output of layer `lost` (name it in a later `from`, or remove it)"],
  );
});

test("a shape that does not fit is a problem at the option, naming both shapes, and hushes what follows", () => {
  const items = [conv(3), conv(7), conv(9), { layer: layerOf("flatten") }, dense(10)];
  assert.equal(problemsOf([7, 7, 1], items), [
    "1 layer.conv2d.kernelSize: kernel 7×7 is larger than its input 5×5×4 " +
      "(use a smaller kernelSize, padding: same, or fewer layers that shrink before it)",
  ]);
});

test("unrelated mistakes are all reported at once, in the order of the layers", () => {
  const problems = problemsOf(
    [6, 6, 1],
    [
      { ...conv(9), name: "left" },
      { ...conv(3), name: "right", from: ["input"] },
      { layer: layerOf("maxPooling2d", { poolSize: 5 }), from: ["right"] },
      { ...dense(2), name: "right", from: ["lfet"] },
    ],
  );
  assert.equal(
    problems.map((problem) => problem.split(" (")[0]),
    [
      "0 layer.conv2d.kernelSize: kernel 9×9 is larger than its input 6×6×1",
      "2 layer.maxPooling2d.poolSize: pool 5×5 is larger than its input 4×4×4",
      "3 name: layer 2 is called `right` already",
      "3 from.0: no layer is called `lfet`",
    ],
  );
});

test("problems inside a wrapped layer point through it", () => {
  assert.equal(
    problemsOf(
      [3, 4, 4, 1],
      [{ layer: layerOf("timeDistributed", { layer: { conv2d: { filters: 2, kernelSize: 5 } } }) }],
    ).map((problem) => problem.split(" (")[0]),
    ["0 layer.timeDistributed.layer.conv2d.kernelSize: kernel 5×5 is larger than its input 4×4×1"],
  );
});

const misfits: readonly { readonly input: Shape; readonly item: Item; readonly problem: string }[] = [
  {
    input: [784],
    item: conv(3),
    problem: "conv2d: conv2d takes images [height, width, channels], but its input is 784",
  },
  {
    input: [2, 2, 3],
    item: { layer: layerOf("maxPooling2d", { poolSize: 3 }) },
    problem: "maxPooling2d.poolSize: pool 3×3 is larger than its input 2×2×3",
  },
  {
    input: [5, 1],
    item: { layer: layerOf("conv1d", { filters: 1, kernelSize: 3, dilationRate: 3 }) },
    problem: "conv1d.kernelSize: kernel 3, spread to 7 by its dilation, is larger than its input 5×1",
  },
  {
    input: [9, 9, 1],
    item: { layer: layerOf("conv2d", { filters: 1, kernelSize: 3, dilationRate: 2, strides: [1, 2] }) },
    problem: "conv2d.dilationRate: dilation 2×2 cannot be combined with strides 1×2",
  },
  {
    input: [3, 4],
    item: { layer: layerOf("reshape", { targetShape: [5, 2] }) },
    problem: "reshape.targetShape: shape 5×2 does not hold the 12 values of the input 3×4",
  },
  {
    input: [3, 4],
    item: { layer: layerOf("reshape", { targetShape: [-1, -1] }) },
    problem: "reshape.targetShape.1: only one axis may be −1",
  },
  {
    input: [3, 4],
    item: { layer: layerOf("reshape", { targetShape: [0, 12] }) },
    problem: "reshape.targetShape.0: an axis of size 0 holds nothing",
  },
  {
    input: [3, 4],
    item: { layer: layerOf("permute", { dims: [1, 3] }) },
    problem: "permute.dims: dims [1, 3] do not order the 2 axes of the input 3×4",
  },
  {
    input: [3, 4],
    item: { layer: layerOf("prelu", { sharedAxes: [1, 3] }) },
    problem: "prelu.sharedAxes.1: axis 3 does not exist in the input 3×4",
  },
  {
    input: [4, 4, 1],
    item: { layer: layerOf("cropping2d", { cropping: [2, 1] }) },
    problem: "cropping2d.cropping: cropping 4 rows and 2 columns leaves nothing of the input 4×4×1",
  },
  {
    input: [2, 2, 2, 2],
    item: { layer: layerOf("batchNormalization") },
    problem: "batchNormalization: batchNormalization takes inputs of 1 to 3 axes, but its input is 2×2×2×2",
  },
  {
    input: [8],
    item: { layer: layerOf("lstm", { units: 2 }) },
    problem: "lstm: lstm takes sequences [steps, features], but its input is 8",
  },
  {
    input: [4, 2],
    item: { layer: layerOf("bidirectional", { layer: { dense: { units: 2 } } }) },
    problem: "bidirectional.layer: bidirectional cannot hold dense",
  },
  {
    input: [4, 2],
    item: {
      layer: layerOf("timeDistributed", { layer: { bidirectional: { layer: { gru: { units: 2 } } } } }),
    },
    problem: "timeDistributed.layer: timeDistributed cannot hold bidirectional",
  },
  {
    input: [4],
    item: { layer: layerOf("dense", { units: 3, kernelInitializer: { identity: {} } }) },
    problem: "dense.kernelInitializer: identity makes square matrices only, and this weight is 4×3",
  },
  {
    input: [4],
    item: { layer: layerOf("dense", { units: 3, biasInitializer: { orthogonal: {} } }) },
    problem: "dense.biasInitializer: orthogonal needs a weight of two or more axes, and this one is 3",
  },
  {
    input: [4],
    item: { layer: layerOf("dense", { units: 3, biasConstraint: { maxNorm: { axis: [1] } } }) },
    problem: "dense.biasConstraint: axis 1 does not exist in a weight of 3",
  },
  {
    input: [4],
    item: { layer: layerOf("dense", { units: 3, kernelConstraint: { minMaxNorm: { minValue: 2 } } }) },
    problem: "dense.kernelConstraint: minValue 2 is larger than maxValue 1",
  },
  {
    input: [4, 4, 4, 1],
    item: { layer: layerOf("conv3d", { filters: 1, kernelSize: 1, strides: 2, padding: "same" }) },
    problem: "conv3d.kernelSize: kernel 1×1×1 is smaller than its strides 2×2×2, which tfjs cannot pad",
  },
  {
    input: [4],
    item: { layer: layerOf("dense", { units: 3, useBias: false, biasRegularizer: { l2: {} } }) },
    problem: "dense.biasRegularizer: there is no bias: useBias is false",
  },
  {
    input: [4],
    item: { layer: layerOf("batchNormalization", { scale: false, gammaConstraint: { nonNeg: {} } }) },
    problem: "batchNormalization.gammaConstraint: there is no gamma: scale is false",
  },
];

for (const { input, item, problem } of misfits) {
  test(`a layer that does not fit says so: ${problem}`, () => {
    assert.equal(
      problemsOf(input, [item]).map((text) => text.split(" (")[0]),
      [`0 layer.${problem}`],
    );
  });
}

test("merges of different shapes name both", () => {
  const branches = [
    { ...dense(4), name: "a" },
    { ...dense(3), name: "b", from: ["input"] },
  ];
  const merge = (layer: Tagged) =>
    problemsOf([4], [...branches, { layer, from: ["a", "b"] }]).map((text) => text.split(" (")[0]);
  assert.equal(merge(add), ["2 layer.add: add needs inputs of one shape, not 4 and 3"]);
  assert.equal(merge(layerOf("dot", { axes: 1 })), [
    "2 layer.dot.axes: axis 1 of 4 and axis 1 of 3 are not of one size",
  ]);
  assert.equal(merge(layerOf("concatenate", { axis: 2 })), [
    "2 layer.concatenate.axis: axis 2 does not exist in the input 4",
  ]);
  const image = problemsOf(
    [2, 3],
    [
      { layer: layerOf("permute", { dims: [2, 1] }), name: "a" },
      { layer: layerOf("concatenate"), from: ["a", "input"] },
    ],
  );
  assert.match(image[0]!, "concatenate cannot join 3×2 and 2×3 along axis 2");
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import type { LayerItem } from "../../../src/model/model.ts";
import { modelOf } from "../../contract/layer-cases.ts";
import { layerOf } from "../../model/complete.ts";
import { jobOfModel, randomWeights } from "../steps.ts";
import { assertLikeTfjs, assertSlopes, assertThreadsAgree } from "./agreement.ts";

/** Models in which one tensor has several consumers: what each says of it is added up, and none disturbs another. */

const test = suite("engine/wasm/graphs");

type Line = readonly [layer: string, options?: object, from?: readonly string[]];

/** Layers called 0, 1, 2, …, of which each takes the one before it unless it says otherwise. */
function itemsOf(lines: readonly Line[]): LayerItem[] {
  return lines.map(([layer, options, from], index) => ({
    layer: layerOf(layer, options),
    name: `${index}`,
    ...(from === undefined ? {} : { from }),
  }));
}

const graphs: Readonly<Record<string, readonly Line[]>> = {
  "a residual block": [
    ["dense", { units: 4, activation: "relu" }],
    ["dense", { units: 4, activation: "tanh" }],
    ["dense", { units: 4 }],
    ["add", {}, ["0", "2"]],
    ["dense", { units: 2 }],
  ],
  "a layer that is added to itself": [
    ["dense", { units: 4 }],
    ["add", {}, ["0", "0"]],
    ["dense", { units: 2 }],
  ],
  "a layer that is multiplied by itself, three times": [
    ["dense", { units: 4 }],
    ["multiply", {}, ["0", "0", "0"]],
  ],
  "the larger of equal ones": [
    ["dense", { units: 4 }],
    ["maximum", {}, ["0", "0"]],
    ["minimum", {}, ["1", "0", "1"]],
  ],
  "a layer that is joined to itself": [
    ["dense", { units: 4 }],
    ["concatenate", {}, ["0", "0", "0"]],
  ],
  "layers that hand their values on": [
    ["dense", { units: 4 }],
    ["activation", { activation: "linear" }],
    ["dropout", { rate: 0 }, ["0"]],
    ["flatten", {}, ["0"]],
    ["add", {}, ["0", "1", "2", "3"]],
    ["gaussianNoise", { stddev: 0 }],
    ["multiply", {}, ["4", "5", "0"]],
  ],
  "functions of one tensor, none in the place of another": [
    ["dense", { units: 4 }],
    ["relu", {}, ["0"]],
    ["softmax", {}, ["0"]],
    ["activation", { activation: "gelu" }, ["0"]],
    ["batchNormalization", {}, ["0"]],
    ["prelu", { alphaInitializer: { constant: { value: 0.2 } } }, ["0"]],
    ["average", {}, ["1", "2", "3", "4", "5", "0"]],
    ["dense", { units: 2 }],
  ],
  "the input, taken by several": [
    ["dense", { units: 4 }, ["input"]],
    ["add", {}, ["input", "0"]],
    ["dense", { units: 4 }, ["input"]],
    ["maximum", {}, ["1", "input", "2"]],
    ["multiply", {}, ["input", "3", "input"]],
    ["concatenate", {}, ["4", "input"]],
    ["dense", { units: 2 }],
  ],
  "frozen layers between trained ones": [
    ["dense", { units: 4 }],
    ["dense", { units: 4, trainable: false }],
    ["batchNormalization", { trainable: false }],
    ["prelu", { trainable: false, alphaInitializer: { constant: { value: 0.2 } } }],
    ["layerNormalization", { trainable: false }],
    ["add", {}, ["0", "4"]],
    ["dense", { units: 2 }],
  ],
  "a frozen branch beside a trained one": [
    ["dense", { units: 4, trainable: false }, ["input"]],
    ["dense", { units: 4 }, ["input"]],
    ["add", {}, ["0", "1"]],
    ["average", {}, ["0", "2"]],
    ["multiply", {}, ["0", "3"]],
    ["concatenate", {}, ["0", "4"]],
    ["dot", { axes: 1 }, ["5", "5"]],
    ["dense", { units: 2 }],
  ],
  "a normalization first of all": [["batchNormalization"], ["layerNormalization"], ["dense", { units: 2 }]],
  "weights below an embedding, on which nothing depends": [
    ["dense", { units: 3 }],
    ["activation", { activation: "sigmoid" }],
    ["embedding", { inputDim: 2, outputDim: 3 }],
    ["flatten"],
    ["dense", { units: 2 }],
  ],
};

/**
 * What tfjs cannot compute. In inference it frees a tensor that one layer takes twice before another has taken it; and
 * it has no gradient, not even 0, through class numbers.
 */
const BEYOND_TFJS = ["the larger of equal ones", "weights below an embedding, on which nothing depends"];

test("what is beyond tfjs is among the graphs", () => {
  for (const title of BEYOND_TFJS) assert.ok(title in graphs, title);
});

for (const [title, lines] of Object.entries(graphs)) {
  const model = modelOf([4], itemsOf(lines));
  const job = jobOfModel(model);
  const weights = randomWeights(model);
  if (!BEYOND_TFJS.includes(title)) test(`${title}: like tfjs`, () => assertLikeTfjs(job, weights));
  test(`${title}: gradients are slopes`, () => assertSlopes(job, weights));
  test(`${title}: the same bytes on any number of threads`, () => assertThreadsAgree(job, weights));
}

/** Layers of one input that keep the shape 3×4. */
const CHAIN: readonly Line[] = [
  ["dense", { units: 4, activation: "tanh" }],
  ["dense", { units: 4, activation: "swish" }],
  ["dense", { units: 4, activation: "relu" }],
  ["activation", { activation: "softsign" }],
  ["activation", { activation: "linear" }],
  ["softmax"],
  ["leakyReLU"],
  ["elu"],
  ["batchNormalization"],
  ["layerNormalization"],
  ["dropout", { rate: 0.3 }],
  ["spatialDropout1d", { rate: 0.3 }],
  ["gaussianDropout", { rate: 0.1 }],
  ["reshape", { targetShape: [3, 4] }],
];

const MERGES = ["add", "multiply", "average", "maximum", "minimum"];

/** A graph of `length` layers over the input, every one of which is used. */
function randomGraph(seed: number, length: number): LayerItem[] {
  const draws = stream(seed, "graph");
  let drawn = 0;
  const below = (bound: number): number => draws.below(drawn++, bound);
  const unused = new Set<string>();
  const items: LayerItem[] = [{ layer: layerOf("dense", { units: 4 }), name: "0" }];
  unused.add("0");
  /** Layers by chance, each once, or all where there are fewer. */
  const take = (count: number): string[] => {
    const names = items.map(({ name }) => name);
    const taken = Array.from(
      { length: Math.min(count, names.length) },
      () => names.splice(below(names.length), 1)[0]!,
    );
    for (const name of taken) unused.delete(name);
    return taken;
  };
  for (let index = 1; index < length; index++) {
    const name = `${index}`;
    const merges = index > 1 && below(3) === 0;
    const [layer, options] = merges ? [MERGES[below(MERGES.length)]!] : CHAIN[below(CHAIN.length)]!;
    const from = take(merges ? 2 + below(2) : 1);
    items.push({ layer: layerOf(layer, options), name, from });
    unused.add(name);
  }
  items.push({ layer: layerOf("concatenate"), name: "joined", from: [...unused, "0"] });
  items.push({ layer: layerOf("dense", { units: 3 }), name: "last" });
  return items;
}

for (let seed = 0; seed < 40; seed++) {
  const model = modelOf([3, 4], randomGraph(seed, 12));
  const job = jobOfModel(model);
  const weights = randomWeights(model);
  // Products of up to twelve layers, some of which normalize away most of what comes to them.
  test(`random graph ${seed}: like tfjs, to 1e-4`, () => assertLikeTfjs(job, weights, 1e-4));
}

test.run();

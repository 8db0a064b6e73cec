import { int, options } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { inputWithin } from "../expect.ts";
import { layer } from "../layer.ts";
import { trainableOption, weightOptions, weightSpec } from "../weight.ts";

/** [...] of whole numbers in [0, inputDim) to [..., outputDim]. */
export const embedding = layer({
  name: "embedding",
  summary: "A trained vector for each whole number, such as a word's",
  inputs: "one",
  options: options({
    inputDim: int("How many numbers there are: the largest plus 1", { min: 1 }),
    outputDim: int("Length of the vectors", { min: 1 }),
    ...weightOptions("embeddings", { randomUniform: { minval: -0.05, maxval: 0.05 } }),
    trainable: trainableOption,
  }),
  shape: (inputs, { outputDim }) => [...inputWithin(inputs, "embedding", 1), outputDim],
  weights: (_inputs, options) => [
    weightSpec("embeddings", "embeddings", [options.inputDim, options.outputDim], options),
  ],
  build: (tf, options, context) => tf.layers.layers.embedding(tfArguments(tf, options, context)),
});

import type { Shape } from "../../base/shape.ts";
import { optional, options, sizes } from "../../component/options.ts";
import { tfArguments } from "../arguments.ts";
import { onlyInput } from "../expect.ts";
import { layer } from "../layer.ts";
import { paddingOption, slide } from "../window.ts";

/** Layers that keep the largest or the mean value under a moving window, channel by channel. */

export const maxPooling1d = layer({
  name: "maxPooling1d",
  summary: "Largest value of each feature over a few steps",
  inputs: "one",
  options: options(poolOptions(1)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "maxPooling1d", 2), options),
  build: (tf, options, context) => tf.layers.layers.maxPooling1d(tfArguments(tf, options, context)),
});

export const averagePooling1d = layer({
  name: "averagePooling1d",
  summary: "Mean of each feature over a few steps",
  inputs: "one",
  options: options(poolOptions(1)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "averagePooling1d", 2), options),
  build: (tf, options, context) => tf.layers.layers.averagePooling1d(tfArguments(tf, options, context)),
});

export const maxPooling2d = layer({
  name: "maxPooling2d",
  summary: "Largest value of each channel in a window",
  inputs: "one",
  options: options(poolOptions(2)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "maxPooling2d", 3), options),
  build: (tf, options, context) => tf.layers.layers.maxPooling2d(tfArguments(tf, options, context)),
});

export const averagePooling2d = layer({
  name: "averagePooling2d",
  summary: "Mean of each channel in a window",
  inputs: "one",
  options: options(poolOptions(2)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "averagePooling2d", 3), options),
  build: (tf, options, context) => tf.layers.layers.averagePooling2d(tfArguments(tf, options, context)),
});

export const maxPooling3d = layer({
  name: "maxPooling3d",
  summary: "Largest value of each channel in a block",
  inputs: "one",
  options: options(poolOptions(3)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "maxPooling3d", 4), options),
  build: (tf, options, context) => tf.layers.layers.maxPooling3d(tfArguments(tf, options, context)),
});

export const averagePooling3d = layer({
  name: "averagePooling3d",
  summary: "Mean of each channel in a block",
  inputs: "one",
  options: options(poolOptions(3)),
  shape: (inputs, options) => pooled(onlyInput(inputs, "averagePooling3d", 4), options),
  build: (tf, options, context) => tf.layers.layers.averagePooling3d(tfArguments(tf, options, context)),
});

export const globalMaxPooling1d = layer({
  name: "globalMaxPooling1d",
  summary: "Largest value of each feature over all steps",
  inputs: "one",
  options: options({}),
  shape: (inputs) => [onlyInput(inputs, "globalMaxPooling1d", 2).at(-1)!],
  build: (tf, options, context) => tf.layers.layers.globalMaxPooling1d(tfArguments(tf, options, context)),
});

export const globalAveragePooling1d = layer({
  name: "globalAveragePooling1d",
  summary: "Mean of each feature over all steps",
  inputs: "one",
  options: options({}),
  shape: (inputs) => [onlyInput(inputs, "globalAveragePooling1d", 2).at(-1)!],
  build: (tf, options, context) => tf.layers.layers.globalAveragePooling1d(tfArguments(tf, options, context)),
});

export const globalMaxPooling2d = layer({
  name: "globalMaxPooling2d",
  summary: "Largest value of each channel over the whole image",
  inputs: "one",
  options: options({}),
  shape: (inputs) => [onlyInput(inputs, "globalMaxPooling2d", 3).at(-1)!],
  build: (tf, options, context) => tf.layers.layers.globalMaxPooling2d(tfArguments(tf, options, context)),
});

export const globalAveragePooling2d = layer({
  name: "globalAveragePooling2d",
  summary: "Mean of each channel over the whole image",
  inputs: "one",
  options: options({}),
  shape: (inputs) => [onlyInput(inputs, "globalAveragePooling2d", 3).at(-1)!],
  build: (tf, options, context) => tf.layers.layers.globalAveragePooling2d(tfArguments(tf, options, context)),
});

function poolOptions(axes: number) {
  return {
    poolSize: sizes(axes, "Size of the window", { min: 1, default: 2 }),
    strides: optional(sizes(axes, "How far the window moves; its own size when absent", { min: 1 })),
    padding: paddingOption,
  };
}

interface Pooling {
  readonly poolSize: number | readonly number[];
  readonly strides?: number | readonly number[] | undefined;
  readonly padding: "valid" | "same";
}

function pooled(input: Shape, { poolSize, strides = poolSize, padding }: Pooling): Shape {
  const window = { what: "pool", option: "poolSize", size: poolSize } as const;
  return [...slide(input, { ...window, strides, padding }), input.at(-1)!];
}

import { nameOf, type Tagged } from "../../component/component.ts";
import type { Model } from "../../model/model.ts";
import type { Tensorflow } from "./load.ts";

/**
 * What TensorFlow computes wrong, one sentence a layer. With oneDNN, TensorFlow 2.21 gets convolutions of volumes wrong
 * where strides go with `same` padding, the transposed ones and the gradient by the input; without, it does not.
 */
export function flawed({ nodes }: Model, { oneDnn }: Pick<Tensorflow, "oneDnn">): string[] {
  if (!oneDnn) return [];
  return nodes
    .filter(({ layer }) => stridesOverVolume(layer))
    .map(
      ({ name }) =>
        `layer \`${name}\` strides over a padded volume, which TensorFlow computes wrong with oneDNN and right ` +
        "without, where TF_ENABLE_ONEDNN_OPTS=0 is in the environment",
    );
}

/** Whether a layer, or the one that it wraps, is a convolution of volumes with strides and padding. */
function stridesOverVolume(layer: Tagged): boolean {
  const name = nameOf(layer);
  const {
    layer: wrapped,
    padding,
    strides,
  } = layer[name] as {
    readonly layer?: Tagged;
    readonly padding?: string;
    readonly strides?: number | readonly number[];
  };
  if (wrapped !== undefined) return stridesOverVolume(wrapped);
  return (
    name.startsWith("conv3d") && padding === "same" && [strides ?? 1].flat().some((stride) => stride > 1)
  );
}

import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../base/shape.ts";
import { perAxis } from "../../component/options.ts";
import { overrideCall } from "../call.ts";
import type { Tf, TfLayer } from "../layer.ts";

interface Dilated {
  readonly dilationRate: number | readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly activation: string;
}

/**
 * Makes a convolution with a dilation trainable: tfjs has no gradient for one. In a training step the kernel is
 * spread out with zeros between its values and convolved without dilation, which is the same sum; in inference
 * the layer computes as tfjs wrote it. A layer without dilation is returned as it is.
 */
export function trainableDilation(tf: Tf, built: TfLayer, axes: 1 | 2, options: Dilated): TfLayer {
  const rates = perAxis(options.dilationRate, axes);
  if (rates.every((rate) => rate === 1)) return built;
  const { activation } = options;
  const activate = tf.layers.layers.activation({ activation: activation as "linear" });
  const padding = options.padding === "same" ? "same" : "valid";
  return overrideCall(tf, built, (x, training, inference) => {
    if (!training) return inference();
    const [kernel, bias] = built.weights.map((weight) => weight.read());
    const wide = spread(tf, kernel!, rates);
    const sums =
      axes === 1
        ? tf.core.conv1d(x as Tensor3D, wide as Tensor3D, 1, padding)
        : tf.core.conv2d(x as Tensor4D, wide as Tensor4D, 1, padding);
    return activate.apply(bias === undefined ? sums : tf.core.add(sums, bias)) as Tensor;
  });
}

/** The values with rate − 1 zeros between the positions of each leading axis. */
export function spread(tf: Pick<Tf, "core">, kernel: Tensor, rates: readonly number[]): Tensor {
  const { pad, reshape, slice } = tf.core;
  return rates.reduce((wide, rate, axis) => {
    if (rate === 1) return wide;
    const before = wide.shape.slice(0, axis);
    const length = wide.shape[axis]!;
    const after = wide.shape.slice(axis + 1);
    const [outer, inner] = [sizeOf(before), sizeOf(after)];
    const gaps = pad(reshape(wide, [outer, length, 1, inner]), [
      [0, 0],
      [0, 0],
      [0, rate - 1],
      [0, 0],
    ]);
    const span = (length - 1) * rate + 1;
    const cut = slice(reshape(gaps, [outer, length * rate, inner]), [0, 0, 0], [outer, span, inner]);
    return reshape(cut, [...before, span, ...after]);
  }, kernel);
}

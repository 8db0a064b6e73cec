import type { BuildContext, Tf, TfLayer } from "../layer.ts";

/**
 * A sequence layer made of an image layer, for what tf.layers has in two dimensions only: the sequence
 * [steps, features] becomes an image [steps, 1, features], `around` changes its height to `steps`, and it
 * becomes a sequence again, which `then` goes on with. The result is one nested tf.Sequential.
 */
export function overImage(
  tf: Tf,
  context: BuildContext,
  around: TfLayer,
  steps: number,
  then: readonly TfLayer[] = [],
): TfLayer {
  const [before, features] = context.inputShapes[0]!;
  const { reshape } = tf.layers.layers;
  const toImage = reshape({
    name: `${context.name}/image`,
    inputShape: [before!, features!],
    targetShape: [before!, 1, features!],
  });
  const toSequence = reshape({ name: `${context.name}/sequence`, targetShape: [steps, features!] });
  for (const layer of then) layer.setFastWeightInitDuringBuild(true);
  return tf.layers.sequential({ name: context.name, layers: [toImage, around, toSequence, ...then] });
}

/** The padding of `zeroPadding2d` that lays `before` and `after` rows of zeros around an image. */
export function rows(before: number, after: number): [[number, number], [number, number]] {
  return [
    [before, after],
    [0, 0],
  ];
}

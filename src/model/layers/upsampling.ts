import type { Tensor } from "@tensorflow/tfjs-core";
import { options, perAxis, sizes, word } from "../../component/options.ts";
import { overrideCall } from "../call.ts";
import { onlyInput } from "../expect.ts";
import { layer, type Tf } from "../layer.ts";

type Interpolation = "nearest" | "bilinear";

/**
 * [height, width, channels] to [height × size, width × size, channels]. Output row r lies at input row
 * r ÷ size: `nearest` takes the row above that, `bilinear` mixes the two around it, the last row standing for
 * the one after it.
 */
export const upSampling2d = layer({
  name: "upSampling2d",
  summary: "Enlarges an image by whole factors",
  inputs: "one",
  options: options({
    size: sizes(2, "Factors by which height and width grow", { min: 1, default: 2 }),
    interpolation: word(["nearest", "bilinear"], "Where the values between come from", "nearest"),
  }),
  shape(inputs, { size }) {
    const [height, width, channels] = onlyInput(inputs, "upSampling2d", 3);
    const [down, across] = perAxis(size, 2);
    return [height! * down!, width! * across!, channels!];
  },
  build(tf, { size, interpolation }, { name, inputShapes }) {
    const [height, width, channels] = inputShapes[0]!;
    const [down, across] = perAxis(size, 2);
    const built = tf.layers.layers.upSampling2d({ name, size: [down!, across!], interpolation });
    // The gradients of tfjs's own resizing are wrong on some backends, so training multiplies by matrices.
    return overrideCall(tf, built, (x, training, inference) => {
      if (!training) return inference();
      const batch = x.shape[0]!;
      const rows = interpolate(tf, x, [batch, height!, width! * channels!], down!, interpolation);
      const columns = [batch * height! * down!, width!, channels!] as const;
      const grown = interpolate(tf, rows, columns, across!, interpolation);
      return tf.core.reshape(grown, [batch, height! * down!, width! * across!, channels!]);
    });
  },
});

/** x, seen as [outer, length, inner], with its middle axis enlarged by `factor`. */
function interpolate(
  tf: Tf,
  x: Tensor,
  [outer, length, inner]: readonly [number, number, number],
  factor: number,
  interpolation: Interpolation,
): Tensor {
  const matrix = new Float32Array(length * factor * length);
  for (let row = 0; row < length * factor; row++) {
    const below = Math.floor(row / factor);
    const share = interpolation === "nearest" ? 0 : row / factor - below;
    matrix[row * length + below]! += 1 - share;
    matrix[row * length + Math.min(below + 1, length - 1)]! += share;
  }
  const weights = tf.core.tensor3d(matrix, [1, length * factor, length]);
  return tf.core.matMul(weights, tf.core.reshape(x, [outer, length, inner]));
}

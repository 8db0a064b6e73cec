import { sizeOf } from "../../../base/shape.ts";
import type { Cell, Context, Lowered, Lowering, Tensor } from "../lowering.ts";
import type { Region } from "../recorder.ts";

/** Normalization of the columns of a batch, or of its rows. The columns are the features of the last axis. */

/** In training, by the batch's own statistics; in inference, and where it is frozen, by the moving ones. */
export const batchNormalization: Lowering = {
  lower(context) {
    const moves = context.training && context.options.trainable === true;
    return moves ? byBatch(context) : byMovingStatistics(context);
  },
};

export const layerNormalization: Lowering = {
  lower(context) {
    const { count, options, wanted, batchSize } = context;
    const x = context.inputs[0]!;
    const { rowsPerSample, width } = matrixOf(x);
    const affine = affineOf(context, width);
    const statistics = context.region(batchSize * rowsPerSample * 8);
    const output = context.tensor(x.shape);
    const rows = { count, rowsPerSample, width, x: x.region, statistics };
    context.emit("layerNormalize", {
      ...rows,
      epsilon: options.epsilon as number,
      gamma: affine.gamma,
      beta: affine.beta,
      y: output.region,
    });
    return {
      output,
      backward(gradient) {
        const dy = gradient.region;
        const { weights } = affine;
        if (weights.some(({ gradient }) => gradient !== undefined)) {
          const partial = partialSums(context, rowsPerSample, width);
          context.emit("layerChunkSlopes", { ...rows, dy, partial });
          sums(context, x, partial, affine);
        }
        if (!wanted[0]!) return [undefined];
        context.emit("layerNormalizeGradient", { ...rows, gamma: affine.gamma, dy, dx: dy });
        return [gradient];
      },
    };
  },
};

/** gamma and beta where a layer has them, and otherwise ones and zeros in their places. */
interface Affine {
  readonly gamma: Region;
  readonly beta: Region;
  readonly slope: Cell | undefined;
  readonly offset: Cell | undefined;
  readonly weights: readonly Cell[];
}

function affineOf(context: Context, width: number): Affine {
  const { scale, center } = context.options;
  const slope = scale === true ? context.weight("gamma") : undefined;
  const offset = center === true ? context.weight("beta") : undefined;
  return {
    gamma: slope?.value ?? context.table(new Float32Array(width).fill(1)),
    beta: offset?.value ?? zeros(context, width),
    slope,
    offset,
    weights: [slope, offset].filter((cell) => cell !== undefined),
  };
}

function byBatch(context: Context): Lowered {
  const { count, options, wanted } = context;
  const x = context.inputs[0]!;
  const { rowsPerSample, width } = matrixOf(x);
  const affine = affineOf(context, width);
  const [mean, inverse] = [columns(context, width), columns(context, width)];
  const matrix = { count, rowsPerSample, width };
  const partial = partialSums(context, rowsPerSample, width);
  context.emit("chunkMoments", { ...matrix, x: x.region, partial });
  context.emit("batchMoments", {
    ...matrix,
    partial,
    epsilon: options.epsilon as number,
    momentum: options.momentum as number,
    mean,
    inverse,
    movingMean: context.weight("movingMean").value,
    movingVariance: context.weight("movingVariance").value,
  });
  return {
    output: normalized(context, affine, mean, inverse),
    backward(gradient) {
      const dy = gradient.region;
      const slopes = partialSums(context, rowsPerSample, width);
      context.emit("chunkSlopes", { ...matrix, x: x.region, mean, inverse, dy, partial: slopes });
      const { first, second } = sums(context, x, slopes, affine);
      if (!wanted[0]!) return [undefined];
      const { gamma } = affine;
      const totals = { sums: first, products: second };
      context.emit("normalizeGradient", {
        ...matrix,
        x: x.region,
        mean,
        inverse,
        gamma,
        ...totals,
        dy,
        dx: dy,
      });
      return [gradient];
    },
  };
}

function byMovingStatistics(context: Context): Lowered {
  const { count, options } = context;
  const x = context.inputs[0]!;
  const { rowsPerSample, width } = matrixOf(x);
  const affine = affineOf(context, width);
  const mean = context.weight("movingMean").value;
  const inverse = columns(context, width);
  const variance = context.weight("movingVariance").value;
  context.emit("inverseDeviations", { width, variance, epsilon: options.epsilon as number, inverse });
  return {
    output: normalized(context, affine, mean, inverse),
    backward(gradient) {
      const { region } = gradient;
      const none = zeros(context, width);
      context.emit("normalizeGradient", {
        ...{ count, rowsPerSample, width, x: x.region, mean, inverse, gamma: affine.gamma },
        ...{ sums: none, products: none, dy: region, dx: region },
      });
      return [gradient];
    },
  };
}

function normalized(context: Context, { gamma, beta }: Affine, mean: Region, inverse: Region): Tensor {
  const { count, inputs } = context;
  const x = inputs[0]!;
  const output = context.tensor(x.shape);
  const columns = { mean, inverse, gamma, beta };
  context.emit("normalize", { count, ...matrixOf(x), x: x.region, ...columns, y: output.region });
  return output;
}

/**
 * Records the sums of both kinds over all chunks: of dy, which is the gradient by beta, and of dy times the normal
 * value, which is that by gamma. Where there is none to be written they have places of their own.
 */
function sums(context: Context, x: Tensor, partial: Region, { slope, offset }: Affine) {
  const matrix = { count: context.count, ...matrixOf(x), partial };
  const first = offset?.gradient ?? columns(context, matrix.width);
  const second = slope?.gradient ?? columns(context, matrix.width);
  context.emit("sumChunks", { ...matrix, part: 0, sums: first });
  context.emit("sumChunks", { ...matrix, part: 1, sums: second });
  return { first, second };
}

function matrixOf({ shape }: Tensor): { readonly rowsPerSample: number; readonly width: number } {
  const width = shape.at(-1)!;
  return { rowsPerSample: sizeOf(shape) / width, width };
}

/** Room for a number for each column, a whole number of eights. */
function columns(context: Context, width: number): Region {
  return context.region(Math.ceil(width / 8) * 32);
}

function zeros(context: Context, width: number): Region {
  return context.table(new Float32Array(width));
}

/** Rows of a chunk, as the kernels have it. */
const CHUNK = 64;

/** Room for two sums for each chunk and column. */
function partialSums(context: Context, rowsPerSample: number, width: number): Region {
  const chunks = Math.ceil((context.batchSize * rowsPerSample) / CHUNK);
  return context.region(chunks * 2 * Math.ceil(width / 4) * 16);
}

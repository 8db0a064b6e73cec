import { sizeOf } from "../../../base/shape.ts";
import { placesOf, steps } from "../layout.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import type { Region } from "../recorder.ts";

export const prelu: Lowering = {
  lower(context) {
    const { inputs, node, count, wanted } = context;
    const x = inputs[0]!;
    const size = sizeOf(x.shape);
    const alpha = context.weight("alpha");
    const shares = shared(x.shape, node.weights[0]!.shape);
    const spread = spreadOut(context, alpha.value, shares, x);
    const output = context.tensor(x.shape);
    context.emit("prelu", { count, size, x: x.region, alpha: spread.region, y: output.region });
    return {
      output,
      backward(gradient) {
        const dy = gradient.region;
        if (alpha.gradient !== undefined) {
          const slopes = context.tensor(x.shape);
          context.emit("preluSlopes", { count, size, x: x.region, dy, slopes: slopes.region });
          collect(context, slopes, shares, alpha.gradient);
        }
        if (!wanted[0]!) return [undefined];
        context.emit("preluGradient", { count, size, x: x.region, alpha: spread.region, dy, dx: dy });
        return [gradient];
      },
    };
  },
};

/** For each alpha, the values of a sample that it is for. */
function shared(shape: readonly number[], alphas: readonly number[]): Uint32Array[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const axes = shape.map((length, axis) => steps(length, strides[axis]!));
  const own = placesOf(axes.map((axis, index) => (alphas[index] === shape[index] ? axis : steps(1, 0))));
  const others = placesOf(axes.map((axis, index) => (alphas[index] === shape[index] ? steps(1, 0) : axis)));
  return Array.from(own, (start) => others.map((place) => start + place));
}

/** Records the alpha of each value of the batch. */
function spreadOut(context: Context, alpha: Region, shares: readonly Uint32Array[], x: Tensor): Tensor {
  const spread = context.tensor(x.shape);
  const size = sizeOf(x.shape);
  const from = new Uint32Array(size);
  for (const [index, places] of shares.entries()) for (const place of places) from[place] = index;
  context.emit("copyRuns", {
    count: context.count,
    runs: size,
    length: 1,
    x: alpha,
    xSize: 0,
    from: context.table(from),
    y: spread.region,
    ySize: size,
    to: context.table(steps(size, 1)),
  });
  return spread;
}

/** Records the sums of the slopes over the batch and over the values that share an alpha. */
function collect(context: Context, slopes: Tensor, shares: readonly Uint32Array[], gradient: Region): void {
  const columns = sizeOf(slopes.shape);
  const alone = shares.length === columns;
  const sums = alone ? gradient : context.region(Math.ceil(columns / 8) * 32);
  const { count } = context;
  context.emit("columnSums", { count, rowsPerSample: 1, matrix: slopes.region, columns, sums });
  if (alone) return;
  const one = context.table(Uint32Array.of(1));
  context.emit("clear", { count: one, size: gradient.bytes >> 2, y: gradient });
  const each = columns / shares.length;
  const places = context.table(Uint32Array.from(shares.flatMap((share) => [...share])));
  context.emit("sumPlaces", { size: shares.length, each, places, x: sums, sums: gradient });
}

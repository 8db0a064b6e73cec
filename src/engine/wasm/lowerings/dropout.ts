import { sizeOf } from "../../../base/shape.ts";
import type { Lowering } from "../lowering.ts";

export const dropout: Lowering = {
  lower(context) {
    const { inputs, options, training, batchSize, count } = context;
    const x = inputs[0]!;
    const rate = options.rate as number;
    if (!training || rate === 0) return { output: x, backward: (gradient) => [gradient] };
    const size = sizeOf(x.shape);
    const mask = context.region(batchSize * size);
    const output = context.tensor(x.shape);
    const kept = 1 / (1 - rate);
    context.emit("dropout", {
      count,
      size,
      x: x.region,
      stream: context.stream(),
      threshold: Math.ceil(rate * 2 ** 32),
      kept,
      mask,
      y: output.region,
      scratch: context.scratch,
    });
    return {
      output,
      backward(gradient) {
        const dx = context.tensor(x.shape);
        context.emit("dropoutGradient", { count, size, dy: gradient.region, mask, kept, dx: dx.region });
        return [dx];
      },
    };
  },
};

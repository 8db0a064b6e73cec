import { sizeOf } from "../../../base/shape.ts";
import type { Lowering } from "../lowering.ts";

/** Numbers are not differentiable: there is no gradient by the input. */
export const embedding: Lowering = {
  lower(context) {
    const { inputs, node, options, count } = context;
    const x = inputs[0]!;
    const embeddings = context.weight("embeddings");
    const entries = options.inputDim as number;
    const width = options.outputDim as number;
    const rowsPerSample = sizeOf(x.shape);
    const output = context.tensor(node.shape);
    const plan = { count, rowsPerSample, width, entries, x: x.region };
    context.emit("embed", { ...plan, table: embeddings.value, y: output.region });
    return {
      output,
      backward({ region }) {
        const { gradient } = embeddings;
        if (gradient !== undefined) {
          context.emit("clear", {
            count: context.table(Uint32Array.of(1)),
            size: gradient.bytes >> 2,
            y: gradient,
          });
          context.emit("embedGradient", { ...plan, dy: region, table: gradient });
        }
        return [undefined];
      },
    };
  },
};

import { sizeOf } from "../../../base/shape.ts";
import type { Fusion } from "../lowering.ts";
import { sweepsOf } from "./conv.ts";
import { linearOf } from "./dense.ts";
import { patchesOf } from "./patches.ts";
import { windowOf } from "./pooling.ts";
import { windowTable } from "./window.ts";
import { tilingFor } from "./winograd.ts";

/** Bytes of sums that stay in a thread's cache. */
const MOST_BYTES = 2 ** 18;

/**
 * A convolution of the model's input and the max pooling of it, which then is all that is kept. Only where windows do
 * not overlap, so that a value has one gradient, and where the input's own gradient is not wanted.
 */
export const pooledConvolution: Fusion = {
  first: ["conv1d", "conv2d"],
  second: ["maxPooling1d", "maxPooling2d"],
  lower(context, pool) {
    const { inputs, node, options, wanted, training, count } = context;
    const x = inputs[0]!;
    const activation = String(options.activation);
    const [down, across] = windowOf(pool.node, pool.options);
    const positions = down.length * across.length;
    const bytes = 64 * Math.ceil((32 * (positions + 7)) / 64);
    const along = sweepsOf(context);
    if (wanted[0] || !["linear", "relu"].includes(activation) || bytes > MOST_BYTES) return undefined;
    if (down.stride < down.size || across.stride < across.size) return undefined;
    if (tilingFor(x.shape, node.shape, along) !== undefined) return undefined;
    const { rows } = patchesOf(context, x, along);
    const { kernel, bias } = linearOf(context);
    const columns = node.shape.at(-1)!;
    const output = context.tensor(pool.node.shape);
    const places = training ? context.region(context.batchSize * sizeOf(output.shape) * 2) : 0;
    const shared = {
      count,
      a: rows.region,
      rows: rows.table,
      spans: rows.spans,
      segments: rows.segments,
      length: rows.length,
      window: windowTable(context, [down, across], columns),
      places,
      y: output.region,
      columns,
      scratch: context.perThread(bytes),
      bytes,
    };
    context.emit("gemmMaxPool", {
      ...shared,
      b: kernel.value,
      bias: bias?.value ?? 0,
      activation: activation === "relu" ? 1 : 0,
    });
    return {
      output,
      backward({ region: dy }) {
        if (kernel.gradient !== undefined) {
          const y = activation === "relu" ? output.region : 0;
          const [c, sums] = [kernel.gradient, bias?.gradient ?? 0];
          context.emit("gemmOuterMaxPool", { ...shared, y, dy, c, sums });
        }
        return [undefined];
      },
    };
  },
};

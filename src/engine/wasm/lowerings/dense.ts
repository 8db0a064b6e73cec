import { sizeOf } from "../../../base/shape.ts";
import { panels } from "../layout.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";
import { activated } from "./activation.ts";

/** [..., features] to [..., units]: a product of the batch's rows with the kernel. */
export const dense: Lowering = {
  layouts: ({ weights }) => ({ kernel: panels(weights[0]!.shape) }),
  lower(context) {
    const { inputs, node, options } = context;
    const x = inputs[0]!;
    const name = String(options.activation);
    const kernel = context.weight("kernel");
    const bias = options.useBias === true ? context.weight("bias") : undefined;
    const output = context.tensor(node.shape);
    product(context, x, kernel.value, output, bias?.value ?? 0, name === "relu" ? 1 : 0);
    const activation = activated(context, name, output);
    return {
      output: activation.output,
      backward(gradient) {
        const dz = activation.backward(gradient);
        const columns = dz.shape.at(-1)!;
        const rowsPerSample = sizeOf(dz.shape) / columns;
        const height = context.batchSize * rowsPerSample;
        if (kernel.gradient !== undefined) {
          const packed = context.region(height * Math.ceil(columns / 8) * 32);
          context.emit("packPanels", {
            count: context.count,
            rowsPerSample,
            matrix: dz.region,
            columns,
            out: packed,
            height,
            sums: bias?.gradient ?? 0,
          });
          context.emit("gemmOuter", {
            count: context.count,
            rowsPerSample,
            a: x.region,
            rows: rowTable(context, height, x.shape.at(-1)!),
            spans: context.table(Uint32Array.of(0)),
            segments: 1,
            length: x.shape.at(-1)!,
            b: packed,
            height,
            c: kernel.gradient,
            columns,
            scratch: context.scratch,
          });
        }
        if (context.wanted[0] !== true) return [undefined];
        const inner = x.shape.at(-1)!;
        const transposed = context.region(Math.ceil(inner / 8) * columns * 32);
        context.emit("transposePanels", { b: kernel.value, taps: 1, inner, columns, out: transposed });
        const dx = context.tensor(x.shape);
        product(context, dz, transposed, dx, 0, 0);
        return [dx];
      },
    };
  },
};

/** Records c = a · b + bias over the last axis, with relu where `activation` is 1; b is panels. */
function product(
  context: Context,
  a: Tensor,
  b: Parameters<typeof context.emit<"gemm">>[1]["b"],
  c: Tensor,
  bias: Parameters<typeof context.emit<"gemm">>[1]["bias"],
  activation: number,
): void {
  const [length, columns] = [a.shape.at(-1)!, c.shape.at(-1)!];
  const rowsPerSample = sizeOf(c.shape) / columns;
  context.emit("gemm", {
    count: context.count,
    rowsPerSample,
    a: a.region,
    rows: rowTable(context, context.batchSize * rowsPerSample, length),
    spans: context.table(Uint32Array.of(0)),
    segments: 1,
    length,
    b,
    bias,
    activation,
    c: c.region,
    columns,
    scratch: context.scratch,
  });
}

/** Byte offsets of rows of `length` floats that lie one after the other. */
export function rowTable(context: Context, rows: number, length: number) {
  return context.table(Uint32Array.from({ length: rows }, (_, row) => row * length * 4));
}

import { sizeOf } from "../../../base/shape.ts";
import { steps } from "../layout.ts";
import type { Cell, Context, Tensor } from "../lowering.ts";
import type { Region, Value } from "../recorder.ts";

/** A batch's rows as a product reads them: where each starts, and the runs of floats that it is made of. */
export interface Rows {
  readonly region: Region;
  /** The byte offset of each row. */
  readonly table: Region;
  /** The byte offset of each run from the start of its row. */
  readonly spans: Region;
  readonly segments: number;
  /** Floats in a run. */
  readonly length: number;
}

/** The rows along a tensor's last axis. */
export function rowsOf(context: Context, { region, shape }: Tensor): Rows {
  const length = shape.at(-1)!;
  const count = context.batchSize * (sizeOf(shape) / length);
  return {
    region,
    table: context.table(steps(count, length * 4)),
    spans: context.table(Uint32Array.of(0)),
    segments: 1,
    length,
  };
}

/** Records c = rows · b + bias, with relu where `activation` is "relu"; b is panels. */
export function product(
  context: Context,
  rows: Rows,
  {
    b,
    bias,
    activation,
  }: { readonly b: Region; readonly bias?: Region | undefined; readonly activation?: string },
  c: Tensor,
): void {
  const columns = c.shape.at(-1)!;
  context.emit("gemm", {
    ...argumentsOf(context, rows, c),
    b,
    bias: bias ?? 0,
    activation: activation === "relu" ? 1 : 0,
    c: c.region,
    columns,
    scratch: context.scratch,
  });
}

/** Records the gradients of a kernel in panels and of its bias, from `dz`, the gradient by their product with `rows`. */
export function weightGradients(
  context: Context,
  rows: Rows,
  dz: Tensor,
  { kernel, bias }: { readonly kernel: Cell; readonly bias?: Cell | undefined },
): void {
  if (kernel.gradient === undefined) return;
  const columns = dz.shape.at(-1)!;
  const { count, rowsPerSample, ...read } = argumentsOf(context, rows, dz);
  const height = context.batchSize * rowsPerSample;
  const packed = context.region(height * Math.ceil(columns / 8) * 32);
  context.emit("packPanels", {
    count,
    rowsPerSample,
    matrix: dz.region,
    columns,
    out: packed,
    height,
    sums: bias?.gradient ?? 0,
  });
  context.emit("gemmOuter", {
    count,
    rowsPerSample,
    ...read,
    b: packed,
    height,
    c: kernel.gradient,
    columns,
    scratch: context.scratch,
  });
}

/** What all products over rows are told. */
function argumentsOf(context: Context, { region, table, spans, segments, length }: Rows, out: Tensor) {
  const rowsPerSample = sizeOf(out.shape) / out.shape.at(-1)!;
  return {
    count: context.count as Value,
    rowsPerSample,
    a: region,
    rows: table,
    spans,
    segments,
    length,
  };
}

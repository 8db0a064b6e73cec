import { type Shape, sizeOf } from "../../../base/shape.ts";
import { divisors, pointTable, type Tiling, tilingsOf } from "../fast.ts";
import { steps } from "../layout.ts";
import type { Context, Tensor } from "../lowering.ts";
import { activated } from "./activation.ts";
import type { Linear } from "./dense.ts";
import { imageOf, type Sweeps } from "./window.ts";

type Tilings = readonly [down: Tiling, across: Tiling];

/** Tiles that are worked on together. */
const TILES = 36;

/**
 * A kernel's gradient is summed over so many parts of the batch, and then over the parts: as many as threads should find
 * work for, but no more than leaves each part some tiles, because every part costs a pass over the kernel's points.
 */
const PARTS = { most: 8, least: 4, tiles: 128 };

/** The tiles that a convolution is cut into; undefined where it is better done directly. */
export function tilingFor(x: Shape, out: Shape, along: Sweeps): Tilings | undefined {
  const [channels, filters] = [x.at(-1)!, out.at(-1)!];
  if (along.some(({ stride, dilation }) => stride > 1 || dilation > 1)) return undefined;
  if (channels % 4 !== 0 || filters % 4 !== 0) return undefined;
  const [down, across] = along;
  const choices = tilingsOf(down.size).flatMap((d) => tilingsOf(across.size).map((a): Tilings => [d, a]));
  const direct = down.positions * across.positions * down.size * across.size * channels * filters;
  const costs = choices.map((tilings) => cost(tilings, along, channels, filters));
  const least = Math.min(...costs);
  return least < 0.8 * direct ? choices[costs.indexOf(least)] : undefined;
}

/** Products of an image forward, those of the maps made up for by a factor. */
function cost([d, a]: Tilings, [down, across]: Sweeps, channels: number, filters: number): number {
  const tiles = Math.ceil(down.positions / d.outputs) * Math.ceil(across.positions / a.outputs);
  const points = d.points * a.points;
  return tiles * points * (channels * filters + 16 * (channels + filters));
}

export function winograd(
  context: Context,
  x: Tensor,
  along: Sweeps,
  tilings: Tilings,
  { kernel, bias, activation: name }: Linear,
  shape: Shape,
): { readonly output: Tensor; backward(gradient: Tensor, wanted: boolean): Tensor | undefined } {
  const { count, batchSize } = context;
  const [, , channels] = imageOf(x.shape);
  const filters = shape.at(-1)!;
  const layout = layoutOf(x.shape, shape, along, tilings);
  const plan = context.table(layout.words);
  const [down, across] = tilings.map((tiling) => context.table(pointTable(tiling)));
  const shared = { plan, down: down!, across: across!, scratch: context.perThread(layout.scratch) };
  const taps = { tapsDown: tilings[0].taps, tapsAcross: tilings[1].taps };
  const scales = context.table(
    Float32Array.from(
      divisors(tilings[0].points).flatMap((i) => divisors(tilings[1].points).map((j) => 1 / (i * j))),
    ),
  );
  const points = tilings[0].points * tilings[1].points;
  const [filterPanels, channelPanels] = [Math.ceil(filters / 8), Math.ceil(channels / 8)];
  const atPoints = context.region(filterPanels * points * channels * 32);
  context.emit("winogradKernel", { ...shared, ...taps, scales, kernel: kernel.value, out: atPoints });
  const z = context.tensor(shape);
  context.emit("winograd", {
    count,
    ...shared,
    x: x.region,
    kernel: atPoints,
    bias: bias?.value ?? 0,
    activation: name === "relu" ? 1 : 0,
    y: z.region,
  });
  const { output, backward } = activated(context, name, z);
  return {
    output,
    backward(gradient, wanted) {
      const { region: dy } = backward(gradient);
      if (kernel.gradient !== undefined) {
        const images = imagesOfPart(batchSize, layout.tilesOfImage);
        const chunks = Math.ceil(batchSize / images);
        const sums = context.region(chunks * points * filterPanels * Math.ceil(channels / 6) * 6 * 32);
        const table = context.table(steps(layout.tiles, channels * 4));
        context.emit("winogradKernelGradient", { count, ...shared, x: x.region, dy, table, images, sums });
        context.emit("winogradKernelSum", {
          count,
          ...shared,
          ...taps,
          scales,
          sums,
          images,
          out: kernel.gradient,
        });
      }
      if (bias?.gradient !== undefined) {
        const rowsPerSample = sizeOf(shape) / filters;
        context.emit("columnSums", {
          count,
          rowsPerSample,
          matrix: dy,
          columns: filters,
          sums: bias.gradient,
        });
      }
      if (!wanted) return undefined;
      const transposed = context.region(channelPanels * points * filters * 32);
      context.emit("transposePanels", {
        b: atPoints,
        taps: points,
        inner: channels,
        columns: filters,
        out: transposed,
      });
      const dx = context.tensor(x.shape);
      context.emit("winogradInputGradient", { count, ...shared, dy, kernel: transposed, dx: dx.region });
      return dx;
    },
  };
}

function imagesOfPart(batchSize: number, tilesOfImage: number): number {
  const parts = Math.min(
    PARTS.most,
    Math.max(PARTS.least, Math.floor((batchSize * tilesOfImage) / PARTS.tiles)),
  );
  return Math.ceil(batchSize / parts);
}

/** The plan that the kernels read (assembly/winograd-plan.ts), the tiles of a block, and a thread's bytes of scratch. */
function layoutOf(
  x: Shape,
  out: Shape,
  [down, across]: Sweeps,
  [d, a]: Tilings,
): {
  readonly words: Int32Array;
  readonly tiles: number;
  readonly tilesOfImage: number;
  readonly scratch: number;
} {
  const [height, width, channels] = imageOf(x);
  const [outHeight, outWidth, filters] = imageOf(out);
  const tilesDown = Math.ceil(outHeight / d.outputs);
  const tilesAcross = Math.ceil(outWidth / a.outputs);
  const images = Math.max(1, Math.floor(TILES / (tilesDown * tilesAcross)));
  const rows =
    images > 1 ? images * tilesDown : Math.min(tilesDown, Math.max(1, Math.floor(TILES / tilesAcross)));
  const tiles = rows * tilesAcross;
  const points = d.points * a.points;
  const field = d.points * (tilesAcross * a.outputs + a.taps - 1) * 16;
  const first = 64 * Math.ceil((field + Math.max(field, 2 * points * 16)) / 64);
  const values = Math.ceil(tiles / 6) * 6 * Math.ceil(Math.max(channels, filters) / 8) * 8;
  const pointStep = 64 * (Math.ceil(values / 16) | 1);
  const part = points * pointStep;
  const second = first + part;
  const scratch = Math.max(second + part, points * 272);
  const words = Int32Array.of(
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filters,
    down.before,
    across.before,
    d.outputs,
    a.outputs,
    d.points,
    a.points,
    tilesDown,
    tilesAcross,
    images,
    rows,
    scratch,
    second,
    first,
    pointStep,
  );
  return { words, tiles, tilesOfImage: tilesDown * tilesAcross, scratch };
}

import { sizeOf } from "../../../base/shape.ts";
import type { Node } from "../../../model/model.ts";
import type { Context, Lowering } from "../lowering.ts";
import type { Region } from "../recorder.ts";
import { imageOf, type Moves, type Sweeps, sweeps, windowTable } from "./window.ts";

type Options = Readonly<Record<string, unknown>>;

/** From a layer to how its window moves. */
type WindowOf = (node: Node, options: Options) => Sweeps;

/** Records the forward step, and returns the recording of the way back, given dy and room for dx. */
type Kind = (context: Context, window: Region, x: Region, y: Region) => (dy: Region, dx: Region) => void;

/** maxPooling1d and maxPooling2d. */
export const maxPooling: Lowering = { ...pooling(largest, windowOf), refuses: tooWide(windowOf) };

/** averagePooling1d and averagePooling2d. */
export const averagePooling: Lowering = pooling(mean, windowOf);

/** globalMaxPooling1d and globalMaxPooling2d. */
export const globalMaxPooling: Lowering = { ...pooling(largest, wholeImage), refuses: tooWide(wholeImage) };

/** globalAveragePooling1d and globalAveragePooling2d. */
export const globalAveragePooling: Lowering = pooling(mean, wholeImage);

function pooling(kind: Kind, movement: WindowOf): Lowering {
  return {
    lower(context) {
      const { inputs, node, options, wanted } = context;
      const x = inputs[0]!;
      const output = context.tensor(node.shape);
      const window = windowTable(context, movement(node, options), node.shape.at(-1)!);
      const back = kind(context, window, x.region, output.region);
      return {
        output,
        backward(gradient) {
          if (!wanted[0]) return [undefined];
          const dx = context.tensor(x.shape);
          back(gradient.region, dx.region);
          return [dx];
        },
      };
    },
  };
}

function largest(context: Context, window: Region, x: Region, y: Region): (dy: Region, dx: Region) => void {
  const { count, training, batchSize, node } = context;
  const places = training ? context.region(batchSize * sizeOf(node.shape) * 2) : 0;
  context.emit("maxPool", { count, window, x, y, places });
  return (dy, dx) => context.emit("maxPoolGradient", { count, window, dy, places, dx });
}

function mean(context: Context, window: Region, x: Region, y: Region): (dy: Region, dx: Region) => void {
  const { count } = context;
  context.emit("averagePool", { count, window, x, y });
  return (dy, dx) => context.emit("averagePoolGradient", { count, window, dy, dx });
}

/** Places in a window that the two bytes which say where its largest value stood can tell apart. */
const MOST_PLACES = 2 ** 16;

function tooWide(movement: WindowOf): NonNullable<Lowering["refuses"]> {
  return (node, options) => {
    const [down, across] = movement(node, options);
    if (down.size * across.size <= MOST_PLACES) return undefined;
    return `its window of ${down.size} × ${across.size} has more than ${MOST_PLACES} places`;
  };
}

interface Pool extends Pick<Moves, "padding"> {
  readonly poolSize: Moves["size"];
  readonly strides?: Moves["strides"];
}

/** How the window of a pooling layer moves. */
export function windowOf({ inputShapes, shape }: Node, options: Options): Sweeps {
  const { poolSize: size, strides = size, padding } = options as unknown as Pool;
  return sweeps(inputShapes[0]!, shape, { size, strides, padding });
}

function wholeImage({ inputShapes }: Node): Sweeps {
  const [height, width, channels] = imageOf(inputShapes[0]!);
  const moves: Moves = { size: [height, width], strides: 1, padding: "valid" };
  return sweeps([height, width, channels], [1, 1, channels], moves);
}

import { sizeOf } from "../../../base/shape.ts";
import { steps } from "../layout.ts";
import type { Context, Lowered, Lowering, Tensor } from "../lowering.ts";
import { copied } from "./moves.ts";

/** Layers that add chance in training: what they draw is that of src/model/layers/dropout.ts. */

export const dropout: Lowering = {
  lower: (context) =>
    disturbed(context, "rate", (rate) =>
      dropped(context, rate, { kept: 1 / (1 - rate), shift: 0, floor: 0 }),
    ),
};

/** −λα of selu: what its outputs tend to from below. */
const SELU_FLOOR = -1.7580993408473766;

export const alphaDropout: Lowering = {
  lower: (context) =>
    disturbed(context, "rate", (rate) => {
      const kept = ((1 - rate) * (1 + rate * SELU_FLOOR ** 2)) ** -0.5;
      const shift = -kept * SELU_FLOOR * rate;
      return dropped(context, rate, { kept, shift, floor: kept * SELU_FLOOR + shift });
    }),
};

/** One draw for each feature of a sequence. */
export const spatialDropout1d: Lowering = {
  lower: (context) =>
    disturbed(context, "rate", (rate) => {
      const { count, scratch } = context;
      const [runs, features] = context.inputs[0]!.shape as readonly [number, number];
      const drawn = context.tensor([features]);
      const limit = limitOf(rate);
      const kept = 1 / (1 - rate);
      const draw = { count, size: features, stream: context.stream(), limit, kept, scratch };
      context.emit("keepFactors", { ...draw, y: drawn.region });
      const factors = context.tensor([runs, features]);
      const repeated = { length: features, from: steps(runs, 0), to: steps(runs, features) };
      copied(context, repeated, drawn, factors);
      return multiplied(context, factors);
    }),
};

export const gaussianDropout: Lowering = {
  lower: (context) =>
    disturbed(context, "rate", (rate) =>
      multiplied(context, normal(context, 1, Math.sqrt(rate / (1 - rate)))),
    ),
};

export const gaussianNoise: Lowering = {
  lower: (context) =>
    disturbed(context, "stddev", (stddev) => {
      const { count, inputs } = context;
      const x = inputs[0]!;
      const noise = normal(context, 0, stddev);
      const output = context.tensor(x.shape);
      const size = sizeOf(x.shape);
      context.emit("add", { count, size, x: x.region, y: noise.region, z: output.region });
      return { output, backward: (gradient) => [gradient] };
    }),
};

/** In inference, and where the option that says how much is 0, the values as they are. */
function disturbed(context: Context, option: string, lower: (amount: number) => Lowered): Lowered {
  const amount = context.options[option] as number;
  if (context.training && amount > 0) return lower(amount);
  return { output: context.inputs[0]!, backward: (gradient) => [gradient] };
}

/** The largest word with which a value is dropped. */
function limitOf(rate: number): number {
  return Math.ceil(rate * 2 ** 32) - 1;
}

/** x · kept + shift where a value is kept, else `floor`. */
function dropped(
  context: Context,
  rate: number,
  { kept, shift, floor }: { readonly kept: number; readonly shift: number; readonly floor: number },
): Lowered {
  const { batchSize, count, inputs, scratch } = context;
  const x = inputs[0]!;
  const size = sizeOf(x.shape);
  const mask = context.region(2 * Math.ceil((batchSize * size) / 16));
  const output = context.tensor(x.shape);
  context.emit("dropout", {
    count,
    size,
    x: x.region,
    stream: context.stream(),
    limit: limitOf(rate),
    kept,
    shift,
    dropped: floor,
    mask,
    y: output.region,
    scratch,
  });
  return {
    output,
    backward(gradient) {
      const { region } = gradient;
      context.emit("dropoutGradient", { count, size, dy: region, mask, kept, dx: region });
      return [gradient];
    },
  };
}

/** A normal number for each value. */
function normal(context: Context, mean: number, deviation: number): Tensor {
  const { count, scratch } = context;
  const drawn = context.tensor(context.inputs[0]!.shape);
  const size = sizeOf(drawn.shape);
  const draw = { count, size, stream: context.stream(), mean, deviation, scratch };
  context.emit("normals", { ...draw, y: drawn.region });
  return drawn;
}

/** The input times a factor for each of its values. */
function multiplied(context: Context, factors: Tensor): Lowered {
  const { count } = context;
  const x = context.inputs[0]!;
  const size = sizeOf(x.shape);
  const output = context.tensor(x.shape);
  context.emit("multiply", { count, size, x: x.region, y: factors.region, z: output.region });
  return {
    output,
    backward(gradient) {
      const { region } = gradient;
      context.emit("multiply", { count, size, x: region, y: factors.region, z: region });
      return [gradient];
    },
  };
}

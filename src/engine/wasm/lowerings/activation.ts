import { sizeOf } from "../../../base/shape.ts";
import type { KERNELS, KernelName } from "../kernels.ts";
import type { Context, Tensor } from "../lowering.ts";

/** A function of single values, or of rows of the last axis, as kernels. */
export interface Pointwise {
  /** What its gradient is computed from. */
  readonly kept: "input" | "output";
  /** Records y = f(x). y may be x where the input need not be kept. */
  apply(context: Context, x: Tensor, y: Tensor): void;
  /** Records the gradient by x over that by y. */
  differentiate(context: Context, kept: Tensor, gradient: Tensor): void;
}

/** The kernels of single values; beside each is one for its gradient. */
type Single = {
  [Name in KernelName]: (typeof KERNELS)[Name] extends (typeof KERNELS)["tanh"] ? Name : never;
}[KernelName];

/** A function of single values, with its settings. */
export function single(kernel: Single, kept: Pointwise["kept"], a = 0, b = 0): Pointwise {
  return {
    kept,
    apply({ count, emit }, x, y) {
      emit(kernel, { count, size: sizeOf(x.shape), x: x.region, y: y.region, a, b });
    },
    differentiate({ count, emit }, kept, { region }) {
      const size = sizeOf(kept.shape);
      emit(`${kernel}Gradient` as const, { count, size, kept: kept.region, dy: region, dx: region, a, b });
    },
  };
}

/** A function of rows. */
function rowwise(kernel: "softmax" | "logSoftmax"): Pointwise {
  return {
    kept: "output",
    apply({ count, emit }, x, y) {
      emit(kernel, { count, ...rowsOf(x), x: x.region, y: y.region });
    },
    differentiate({ count, emit }, kept, { region }) {
      emit(`${kernel}Gradient` as const, {
        count,
        ...rowsOf(kept),
        y: kept.region,
        dy: region,
        dx: region,
      });
    },
  };
}

function rowsOf({ shape }: Tensor): { readonly rowsPerSample: number; readonly width: number } {
  const width = shape.at(-1)!;
  return { rowsPerSample: sizeOf(shape) / width, width };
}

/** relu that passes what is above `theta`, up to `most`. */
export function relu(theta: number, most: number): Pointwise {
  return single("relu", "output", theta, most);
}

export const elu: Pointwise = single("elu", "output", 1, 1);

export const softmax: Pointwise = rowwise("softmax");

/** The two constants of Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017. */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** The activations that change something, by name. */
const functions: ReadonlyMap<string, Pointwise> = new Map([
  ["relu", relu(0, Number.POSITIVE_INFINITY)],
  ["relu6", relu(0, 6)],
  ["elu", elu],
  ["selu", single("elu", "output", SELU.alpha, SELU.scale)],
  ["softplus", single("softplus", "output")],
  ["swish", single("swish", "input")],
  ["hardSwish", single("hardSwish", "input")],
  ["mish", single("mish", "input")],
  ["gelu", single("gelu", "input")],
  ["sigmoid", single("sigmoid", "output")],
  ["hardSigmoid", single("hardSigmoid", "output")],
  ["tanh", single("tanh", "output")],
  ["softsign", single("softsign", "output")],
  ["softmax", softmax],
  ["logSoftmax", rowwise("logSoftmax")],
  ["exponential", single("exponential", "output")],
]);

/** The activations that have kernels. */
export const activationNames: readonly string[] = ["linear", ...functions.keys()];

/** The function of this name; undefined for linear, which is none. */
export function functionOf(name: string): Pointwise | undefined {
  if (!activationNames.includes(name)) throw new Error(`the wasm engine lacks the activation ${name}`);
  return functions.get(name);
}

/** A function in a program. */
export interface Activated {
  readonly output: Tensor;
  /** The gradient by what it was applied to, from that by its output, which is overwritten. */
  backward(gradient: Tensor): Tensor;
}

/** Records a function from one tensor to another. */
export function applied(context: Context, own: Pointwise, x: Tensor, y: Tensor): Activated {
  own.apply(context, x, y);
  return returning(context, own, x, y);
}

/**
 * Records an activation over a tensor that no other layer reads, in place where that can be. A product has applied
 * `relu` already.
 */
export function activated(context: Context, name: string, z: Tensor): Activated {
  const own = functionOf(name);
  if (own === undefined) return { output: z, backward: (gradient) => gradient };
  if (name === "relu") return returning(context, own, z, z);
  const inPlace = own.kept === "output" || !context.training;
  return applied(context, own, z, inPlace ? z : context.tensor(z.shape));
}

/** The way back through a function whose way forth has been recorded. */
function returning(context: Context, own: Pointwise, x: Tensor, y: Tensor): Activated {
  return {
    output: y,
    backward(gradient) {
      own.differentiate(context, own.kept === "output" ? y : x, gradient);
      return gradient;
    },
  };
}

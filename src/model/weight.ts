import { OptionProblem } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import type { Tagged } from "../component/component.ts";
import { member } from "../component/family.ts";
import { flag, optional } from "../component/options.ts";
import type { OptionalSchema, Schema } from "../component/schema.ts";
import { constraints } from "./constraints.ts";
import { initializers } from "./initializers.ts";
import type { WeightSpec } from "./layer.ts";

/** The options of one kind of weight: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint`. */
type WeightOptions<Stem extends string> = {
  readonly [Name in `${Stem}Initializer`]: Schema<Tagged>;
} & {
  readonly [Name in `${Stem}Regularizer` | `${Stem}Constraint`]: OptionalSchema<Tagged>;
};

export function weightOptions<const Stem extends string>(
  stem: Stem,
  initializer: Tagged,
): WeightOptions<Stem> {
  return {
    [`${stem}Initializer`]: initializerOption(stem, initializer),
    [`${stem}Regularizer`]: optional(member("regularizer", `Penalty on the ${stem}, added to the loss`)),
    [`${stem}Constraint`]: optional(member("constraint", `Bound on the ${stem}, kept after each update`)),
  } as WeightOptions<Stem>;
}

export function initializerOption(what: string, initializer: Tagged): Schema<Tagged> {
  return member("initializer", `First values of the ${what}`, initializer);
}

/** The option of every layer that has weights. */
export const trainableOption: Schema<boolean> = flag("Whether training moves this layer's weights", true);

/**
 * One weight of a layer with `weightOptions(stem)` and `trainable`. Throws an OptionProblem where its
 * initializer or constraint does not fit its shape.
 */
export function weightSpec(
  name: string,
  stem: string,
  shape: Shape,
  options: Readonly<Record<string, unknown>>,
): WeightSpec {
  const initializer = options[`${stem}Initializer`] as Tagged;
  const regularizer = options[`${stem}Regularizer`] as Tagged | undefined;
  const constraint = options[`${stem}Constraint`] as Tagged | undefined;
  refuse(`${stem}Initializer`, initializers.open(initializer).component.refuses?.(shape));
  if (constraint !== undefined) {
    const { component, options: chosen } = constraints.open(constraint);
    refuse(`${stem}Constraint`, component.refuses?.(shape, chosen));
  }
  return {
    name,
    shape,
    initializer,
    fans: fansOf(shape),
    trainable: options.trainable === true,
    ...(regularizer === undefined ? {} : { regularizer }),
    ...(constraint === undefined ? {} : { constraint }),
  };
}

/**
 * The bias of a layer with `weightOptions("bias")`, if it uses one. Throws an OptionProblem where the bias that
 * is not there is to be kept small or bounded.
 */
export function biasSpec(units: number, options: Readonly<Record<string, unknown>>): WeightSpec[] {
  return specUnlessOff("bias", "useBias", [units], options);
}

/** The weight called `stem`, if the layer has it by its option `flag`. Otherwise nothing may be asked of it. */
export function specUnlessOff(
  stem: string,
  flag: string,
  shape: Shape,
  options: Readonly<Record<string, unknown>>,
): WeightSpec[] {
  if (options[flag] === true) return [weightSpec(stem, stem, shape, options)];
  for (const option of [`${stem}Regularizer`, `${stem}Constraint`]) {
    if (options[option] === undefined) continue;
    throw new OptionProblem([option], `there is no ${stem}: ${flag} is false`, `remove ${option} or ${flag}`);
  }
  return [];
}

/** The kernel of a layer with `weightOptions("kernel")`, and its bias. */
export function kernelAndBias(
  kernel: Shape,
  units: number,
  options: Readonly<Record<string, unknown>>,
): WeightSpec[] {
  return [weightSpec("kernel", "kernel", kernel, options), ...biasSpec(units, options)];
}

/** Fan-in and fan-out as Keras counts them: the last two axes, times the size of those before them. */
function fansOf(shape: Shape): { in: number; out: number } {
  if (shape.length < 2) return { in: sizeOf(shape), out: sizeOf(shape) };
  const field = sizeOf(shape.slice(0, -2));
  return { in: field * shape.at(-2)!, out: field * shape.at(-1)! };
}

function refuse(option: string, reason: string | undefined): void {
  if (reason !== undefined) throw new OptionProblem([option], reason);
}

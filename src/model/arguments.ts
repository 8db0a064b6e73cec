import type { Tagged } from "../component/component.ts";
import { nameOf } from "../component/component.ts";
import type { BuildContext, Tf } from "./layer.ts";

/**
 * A layer's resolved options as the arguments of its tf.layers constructor. Option names are tfjs's own, so
 * they go over as they are, but for two things: initializers become tfjs's, for the topology text only, since
 * run-exp makes the weights itself; regularizers and constraints stay behind, since tfjs would apply
 * constraints to weights that are merely loaded, and training is not tfjs's business.
 */
export function tfArguments<Arguments>(
  tf: Tf,
  options: Readonly<Record<string, unknown>>,
  context: Pick<BuildContext, "name">,
): Arguments {
  const translated = Object.entries(options)
    .filter(([name]) => !/(Regularizer|Constraint)$/.test(name))
    .map(([name, value]) => [
      name,
      name.endsWith("Initializer") ? tfInitializer(tf, value as Tagged) : mutable(value),
    ]);
  return { ...Object.fromEntries(translated), name: context.name } as Arguments;
}

/** The tfjs initializer of the same name. */
export function tfInitializer(tf: Tf, tagged: Tagged): object {
  const name = nameOf(tagged);
  const options = tagged[name]!;
  const constructors = tf.layers.initializers as unknown as Record<string, (options: object) => object>;
  // Assigned again, because tfjs reads a bound or mean of 0 as absent.
  return Object.assign(constructors[name]!({ ...options }), options);
}

/** Resolved options are frozen, and some tfjs constructors write into the arrays they are given. */
function mutable(value: unknown): unknown {
  return Array.isArray(value) ? value.map(mutable) : value;
}

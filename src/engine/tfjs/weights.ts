import type { Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { constraints } from "../../model/constraints.ts";
import { type Model, type OwnedWeight, weightsOf } from "../../model/model.ts";
import { regularizers } from "../../model/regularizers.ts";
import type { Tfjs } from "./load.ts";

/** One weight of a model being trained: the values that are updated, and the variable that tfjs reads. */
export interface Weight extends OwnedWeight {
  readonly values: Float32Array;
  readonly variable: Variable;
}

/**
 * Ties the tf.LayersModel of `model` to `initial`, which is in the order of `weightsOf(model)` and becomes the
 * weights' own.
 */
export function tieWeights(
  tf: Tfjs,
  built: LayersModel,
  model: Model,
  initial: readonly Float32Array[],
): Weight[] {
  const variables = model.nodes.flatMap((node) => built.getLayer(node.name).getWeights()) as Variable[];
  const weights = weightsOf(model).map((owned, index) => ({
    ...owned,
    values: initial[index]!,
    variable: variables[index]!,
  }));
  for (const weight of weights) upload(tf, weight);
  return weights;
}

/** Makes the variable equal to the values. */
export function upload({ core }: Tfjs, { values, variable }: Weight): void {
  const tensor = core.tensor(values, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

/** The sum of the penalties on the weights that are trained. */
export function penaltyOf(trained: readonly Weight[]): number {
  return trained.reduce((sum, { spec, values }) => {
    if (spec.regularizer === undefined) return sum;
    const { component, options } = regularizers.open(spec.regularizer);
    return sum + component.penalty(values, options);
  }, 0);
}

/** Adds the gradient of the penalty on one weight to `gradient`. */
export function addPenaltyGradient({ spec, values }: Weight, gradient: Float32Array): void {
  if (spec.regularizer === undefined) return;
  const { component, options } = regularizers.open(spec.regularizer);
  component.addGradient(values, gradient, options);
}

/** Brings the values back into what their constraint allows. */
export function constrain({ spec, values }: Weight): void {
  if (spec.constraint === undefined) return;
  const { component, options } = constraints.open(spec.constraint);
  component.apply(values, spec.shape, options);
}

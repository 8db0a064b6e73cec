import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { nameOf } from "../../component/component.ts";
import { type Model, type OwnedWeight, weightsOf } from "../../model/model.ts";
import { regularizers } from "../../model/regularizers.ts";
import type { TrainingState } from "../../train/training.ts";
import type { Job } from "../engine.ts";
import type { Tfjs } from "./load.ts";

/** One weight of a model being trained, as tfjs reads it. */
export interface Weight extends OwnedWeight {
  readonly variable: Variable;
}

/** The weights of a model in training: what keeps their values and moves them. */
export interface Weights {
  /** Those that are trained, in the order of `weightsOf(model)`. */
  readonly trained: readonly Weight[];
  /**
   * One step of the optimizer against the gradients of the trained weights; undefined for a weight that the output
   * does not depend on, which is to say 0. The tensors stay the caller's.
   */
  update(gradients: readonly (Tensor | undefined)[], learningRate: number): void | Promise<void>;
  /** The sum of the penalties at the present values. */
  penalty(): number | Promise<number>;
  exportState(): Promise<TrainingState>;
  importState(state: TrainingState): void;
  /** Frees what is not the model's own. */
  close(): void;
}

/** The variables of a built model, in the order of `weightsOf(model)`. */
export function tiedWeights(built: LayersModel, model: Model): Weight[] {
  const variables = model.nodes.flatMap((node) => built.getLayer(node.name).getWeights()) as Variable[];
  return weightsOf(model).map((owned, index) => ({ ...owned, variable: variables[index]! }));
}

/** Makes the variable equal to the values, which it may read until the next step. */
export function upload({ core }: Tfjs, { variable }: Weight, values: Float32Array): void {
  const tensor = core.tensor(values, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

/** The penalty on one weight at these values; 0 where there is none. */
export function penaltyOn({ spec }: Weight, values: Float32Array): number {
  if (spec.regularizer === undefined) return 0;
  const { component, options } = regularizers.open(spec.regularizer);
  return component.penalty(values, options);
}

/**
 * Whether a bound on a norm, that of a constraint or of clipping, makes a number depend on others. That is rare, and then
 * the processor does the updates.
 */
export function boundsNorms({ optimizer }: Job, weights: readonly Weight[]): boolean {
  const { clipNorm, globalClipNorm } = optimizer[nameOf(optimizer)] as {
    clipNorm?: number;
    globalClipNorm?: number;
  };
  const constrained = weights.some(({ spec }) => spec.trainable && spec.constraint !== undefined);
  return constrained || clipNorm !== undefined || globalClipNorm !== undefined;
}

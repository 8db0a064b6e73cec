import type { Outcome } from "../../src/train/loss.ts";
import { losses } from "../../src/train/losses.ts";
import { complete } from "../model/complete.ts";

type Batch = Omit<Outcome, "losses">;

/** Rows of labels (or class numbers) and of predictions, as one batch whose samples have `rows` rows each. */
export function batchOf(
  labels: readonly (readonly number[])[],
  predictions: readonly (readonly number[])[],
  rows = 1,
): Batch {
  return {
    count: predictions.length / rows,
    rows,
    width: predictions[0]!.length,
    predictions: Float32Array.from(predictions.flat()),
    labels: Float32Array.from(labels.flat()),
  };
}

/** The same batch in double precision: losses are plain arithmetic over any array of numbers. */
export function inDoubles({ predictions, labels, ...rest }: Batch): Batch {
  return { ...rest, predictions: doubles(predictions), labels: doubles(labels) };
}

export function doubles(values: Iterable<number>): Float32Array {
  return Float64Array.from(values) as unknown as Float32Array;
}

/** The losses of a batch's samples, in double precision. */
export function lossesOf(name: string, batch: Batch, options: object = {}): number[] {
  const { component, options: chosen } = losses.open(complete(losses, name, options));
  const values = doubles(new Float32Array(batch.count));
  component.evaluate(batch, values, undefined, chosen);
  return [...values];
}

/** The gradient of the samples' losses by their predictions. */
export function gradientOf(name: string, batch: Batch, options: object = {}): Float32Array {
  const { component, options: chosen } = losses.open(complete(losses, name, options));
  const gradient = batch.predictions.slice().fill(7);
  component.evaluate(batch, new Float32Array(batch.count), gradient, chosen);
  return gradient;
}

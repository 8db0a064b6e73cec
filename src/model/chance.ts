import type { Tensor } from "@tensorflow/tfjs-core";
import type { Stream } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import type { Tf } from "./layer.ts";

/** The random numbers of one layer in one training step. */
export interface Draws {
  /** Element e is `kept` where word first + e is at least rate × 2³², else `dropped`. */
  bernoulli(first: number, shape: number[], rate: number, kept: number, dropped: number): Tensor;
  /** Element e is a normal number from words 2e and 2e + 1. */
  normal(shape: number[], mean: number, deviation: number): Tensor;
}

/** Makes tensors of a stream's words: the same values wherever it makes them. */
export type Chance = (words: Stream) => Draws;

/** Chance that is made here and handed to whatever computes. */
export function hostChance({ core }: Tf): Chance {
  return (words) => ({
    bernoulli(first, shape, rate, kept, dropped) {
      const values = new Float32Array(sizeOf(shape));
      const threshold = rate * 2 ** 32;
      for (let index = 0; index < values.length; index++) {
        values[index] = words.word(first + index) >= threshold ? kept : dropped;
      }
      return core.tensor(values, shape);
    },
    normal(shape, mean, deviation) {
      const values = new Float32Array(sizeOf(shape));
      for (let index = 0; index < values.length; index++)
        values[index] = mean + deviation * words.normal(index);
      return core.tensor(values, shape);
    },
  });
}

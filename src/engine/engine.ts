import type { Tagged } from "../component/component.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Model } from "../model/model.ts";
import type { Training } from "../train/training.ts";

/** Everything an engine needs to train one model: plain data and arrays. */
export interface Job {
  readonly model: Model;
  readonly loss: Tagged;
  readonly optimizer: Tagged;
  readonly data: Dataset;
  readonly batchSize: number;
  /** Augmentations of training samples, in order. */
  readonly augment: readonly Tagged[];
  /** Weight of each class in the training loss, by class number; absent means all 1. */
  readonly classWeights?: Float32Array;
  /** Keys all randomness of the training, with `trial`. */
  readonly seed: number;
  readonly trial: number;
}

/** Why a model cannot be trained by any engine, in a sentence; empty where it can. */
export function untrainable({ nodes }: Model): readonly string[] {
  const trains = nodes.some(({ weights }) => weights.some(({ trainable }) => trainable));
  return trains ? [] : ["the model has no weight that training could move"];
}

/** A way to train. Training loop, callbacks and results know only this. */
export interface Engine {
  /** `wasm`, `webgpu`, `tensorflow`, `tfjs`. */
  readonly name: string;
  /** What one training keeps busy: cores, which several can share, or a GPU, which they would fight over. */
  readonly busies: "cores" | "gpu";
  /** The GPU that it computes on; absent where it computes on cores. */
  readonly gpu?: string;
  /** What a person should hear before it trains, one line. */
  readonly notice?: string;
  /**
   * Names the arithmetic down to what can change a bit of a result: equal names, equal bytes. Part of a
   * run's identity: `tfjs-wasm 4.22.0`.
   */
  arithmetic(model: Model): string;
  /** What this engine cannot train, one sentence a layer; empty when it can train the model. */
  unsupported(model: Model): readonly string[];
  /** Compiles the model, sets its initial weights and readies the data. */
  open(job: Job): Promise<Training>;
}

/** One thing that an engine finds on this machine, or does not, and why. */
export interface Finding {
  readonly name: string;
  readonly found: boolean;
  /** One line. */
  readonly detail: string;
}

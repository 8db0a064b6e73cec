import { sizeOf } from "../../base/shape.ts";
import type { Outcome } from "../../train/loss.ts";
import type { Job } from "../engine.ts";

/** Arrays of a whole batch, of which an outcome is the first samples. */
export interface Whole {
  readonly predictions: Float32Array;
  readonly labels: Float32Array;
  readonly losses: Float32Array;
}

/** The outcomes of a program by the number of samples. Each is made once: a step of a size seen before makes none. */
export class Answers {
  readonly #job: Job;
  readonly #whole: Whole;
  readonly #byCount = new Map<number, Outcome>();

  constructor(job: Job, whole: Whole) {
    this.#job = job;
    this.#whole = whole;
  }

  of(count: number): Outcome {
    const present = this.#byCount.get(count);
    if (present !== undefined) return present;
    const made = this.#make(count);
    this.#byCount.set(count, made);
    return made;
  }

  #make(count: number): Outcome {
    const { model, data } = this.#job;
    const { predictions, labels, losses } = this.#whole;
    const size = sizeOf(model.output);
    const width = model.output.at(-1)!;
    return {
      count,
      rows: size / width,
      width,
      predictions: predictions.subarray(0, count * size),
      labels: labels.subarray(0, count * sizeOf(data.labels.shape)),
      losses,
    };
  }
}

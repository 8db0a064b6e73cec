import { setImmediate } from "node:timers/promises";
import { milliseconds } from "../base/clock.ts";
import { RunExpError } from "../base/errors.ts";
import type { Training } from "../train/training.ts";

/** How long a training may keep the process to itself, in milliseconds. */
const BREATH = 50;

/**
 * The same training, which lets the process attend to signals, timers and the terminal between its steps: engines
 * compute without once giving way. Once `signal` has fired, the first call to end throws a RunExpError
 * `interrupted`.
 */
export function pausing(training: Training, signal?: AbortSignal): Training {
  let last = milliseconds();
  const afterwards = async <Result>(result: Result | Promise<Result>): Promise<Result> => {
    const settled = await result;
    if (milliseconds() - last > BREATH) {
      await setImmediate();
      last = milliseconds();
    }
    if (signal?.aborted === true) {
      throw new RunExpError(
        "interrupted",
        "the training was interrupted",
        "the same command goes on from here",
      );
    }
    return settled;
  };
  return {
    step: (step) => afterwards(training.step(step)),
    forward: (part, indices) => afterwards(training.forward(part, indices)),
    penalty: () => training.penalty(),
    exportState: () => training.exportState(),
    importState: (state) => training.importState(state),
    close: () => training.close(),
  };
}

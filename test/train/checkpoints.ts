import type { Checkpoint } from "../../src/train/loop.ts";

/** A checkpoint of a small training after so many epochs, with everything that one can hold. */
export function checkpointAfter(epochs: number): Checkpoint {
  const history = Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    learningRate: 0.1 / (index + 1),
    logs: { loss: 1 / (index + 3), accuracy: Number.NaN, val_loss: Number.POSITIVE_INFINITY },
  }));
  return {
    progress: {
      history,
      callbacks: [{ best: null, waited: epochs }, { best: 0.25, note: "number:NaN", on: true }, {}],
      rate: { scale: 0.1, floor: 1e-5 },
      kept: { final: 1, "best-loss": epochs },
      stopReason: epochs > 3 ? "loss did not improve\nfor 2 epochs — “enough”" : null,
    },
    state: {
      weights: [Float32Array.of(1, -2, epochs), new Float32Array(0), Float32Array.of(Number.NaN, -0)],
      slots: [[Float32Array.of(0.5, 1e-38, 3), Float32Array.of(1, 2, 3)], [], [Float32Array.of(7, 8)]],
      steps: 10 * epochs,
    },
    kept: {
      final: [Float32Array.of(4, 5, 6), new Float32Array(0), Float32Array.of(Number.NEGATIVE_INFINITY, 1)],
      "best-loss": [Float32Array.of(7, 8, 9), new Float32Array(0), Float32Array.of(1, 1)],
    },
  };
}

/**
 * What the epoch loop itself costs: an epoch of 48,000 training and 12,000 validation samples in batches of 128,
 * ten outputs, over an engine that computes nothing. Prints the least of several epochs, in milliseconds.
 *
 *     node bench/loop.ts
 */
import { stream } from "../src/base/random.ts";
import { train } from "../src/train/loop.ts";
import type { Outcome } from "../src/train/loss.ts";
import type { Training, TrainingState } from "../src/train/training.ts";

const [WIDTH, BATCH, EPOCHS] = [10, 128, 12];

/** One answer to everything, so that all the time that passes is the loop's. */
function idleTraining(): Training {
  const draws = stream(1, "answers");
  const predictions = Float32Array.from({ length: BATCH * WIDTH }, (_, i) => draws.uniform(i));
  const labels = Float32Array.from({ length: BATCH }, (_, i) => draws.below(i, WIDTH));
  const losses = Float32Array.from({ length: BATCH }, (_, i) => draws.uniform(i));
  const answer = (indices: Uint32Array): Outcome => ({
    count: indices.length,
    rows: 1,
    width: WIDTH,
    predictions,
    labels,
    losses,
  });
  const state: TrainingState = { weights: [], slots: [], steps: 0 };
  return {
    step: ({ indices }) => answer(indices),
    forward: (_part, indices) => answer(indices),
    penalty: () => 0,
    exportState: () => state,
    importState: () => {},
    close: () => {},
  };
}

async function leastEpoch(metrics: readonly string[]): Promise<number> {
  const times: number[] = [];
  let began = performance.now();
  await train(
    {
      metrics: metrics.map((name) => ({ [name]: name === "topK" ? { k: 3 } : {} })),
      context: { labels: "class", rows: 1, width: WIDTH },
      batchSize: BATCH,
      optimizer: { adam: { learningRate: 0.001 } },
      epochs: EPOCHS,
      callbacks: [],
      seed: 1,
      trial: 0,
      counts: { train: 48_000, validation: 12_000 },
    },
    idleTraining(),
    {
      epochEnd() {
        const now = performance.now();
        times.push(now - began);
        began = now;
      },
    },
  );
  return Math.min(...times);
}

/** A shuffle alone, as a part of the epoch. */
function leastShuffle(): number {
  const times = Array.from({ length: EPOCHS }, (_, epoch) => {
    const began = performance.now();
    stream(1, "shuffle", 0, epoch).permutation(48_000);
    return performance.now() - began;
  });
  return Math.min(...times);
}

const show = (what: string, time: number) => console.log(`${what}: ${time.toFixed(1)} ms`);
show("shuffle of 48,000", leastShuffle());
for (const metrics of [[], ["accuracy"], ["accuracy", "topK", "f1"]]) {
  show(`epoch with ${metrics.join(", ") || "the loss alone"}`, await leastEpoch(metrics));
}

/**
 * What augmentation costs: an epoch of 48,000 images of 28×28 in batches of 128, by one augmentation and by two in
 * turn. Prints the median of several epochs, in milliseconds, and what filling the batches costs without.
 *
 *     node bench/augment.ts
 */
import { milliseconds } from "../src/base/clock.ts";
import { stream } from "../src/base/random.ts";
import type { Tagged } from "../src/component/component.ts";
import { fillFeatures } from "../src/data/batch.ts";
import type { Samples } from "../src/data/dataset.ts";

const [COUNT, BATCH, SIDE, EPOCHS] = [48_000, 128, 28, 5];

const draws = stream(1, "pixels");
const SAMPLES: Samples = {
  count: COUNT,
  features: {
    storage: Uint8Array.from({ length: COUNT * SIDE ** 2 }, (_, at) => draws.below(at, 256)),
    shape: [SIDE, SIDE, 1],
    scale: Float32Array.of(1 / 255),
    offset: Float32Array.of(0),
  },
  labels: { kind: "class", values: new Float32Array(COUNT), shape: [] },
};

const flip = { flip: { axis: "horizontal" } };
const shift = { shift: { height: 0.07, width: 0.07 } };
const rotate = { rotate: { degrees: 10 } };
const zoom = { zoom: { range: 0.1 } };
const noise = { noise: { stddev: 0.05 } };

function epochTime(augment: readonly Tagged[], epoch: number): number {
  const batch = new Float32Array(BATCH * SIDE ** 2);
  const began = milliseconds();
  for (let first = 0; first < COUNT; first += BATCH) {
    const indices = Uint32Array.from({ length: BATCH }, (_, row) => first + row);
    fillFeatures(SAMPLES, indices, batch, { augment, seed: 1, epoch });
  }
  return milliseconds() - began;
}

for (const augment of [[], [flip], [shift], [rotate], [zoom], [noise], [flip, shift]]) {
  const times = Array.from({ length: EPOCHS }, (_, epoch) => epochTime(augment, epoch)).sort((a, b) => a - b);
  const names = augment.flatMap((tagged) => Object.keys(tagged)).join(" and ") || "none";
  console.log(`${names}: ${times[EPOCHS >> 1]!.toFixed(0)} ms`);
}

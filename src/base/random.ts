import { createHash } from "node:crypto";

/**
 * Seeded randomness without state. Every draw is a pure function of (seed, purpose, path, element), computed
 * by Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lowHigh = aLow * bHigh;
  const highLow = aHigh * bLow;
  const carry = ((aLow * bLow) >>> 16) + (lowHigh & 0xffff) + (highLow & 0xffff);
  return (aHigh * bHigh + (lowHigh >>> 16) + (highLow >>> 16) + (carry >>> 16)) >>> 0;
}

/**
 * One Philox4x32-10 block: encrypts a 128-bit counter under a 64-bit key into `out[0..4)`.
 * All words are unsigned 32-bit.
 */
export function philox(
  out: Uint32Array,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
): void {
  let [k0, k1] = [key0 >>> 0, key1 >>> 0];
  let [c0, c1, c2, c3] = [counter0 >>> 0, counter1 >>> 0, counter2 >>> 0, counter3 >>> 0];
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const UNIT_24 = 2 ** -24;

/**
 * An unbounded, randomly accessible sequence of 32-bit words. Word `i` is lane `i mod 4` of the Philox block
 * whose counter is (⌊i / 4⌋, path[0], path[1], path[2]); the key is the first eight bytes, little-endian, of
 * SHA-256("<seed>/<purpose>").
 */
export class Stream {
  readonly key: readonly [number, number];
  readonly path: readonly [number, number, number];
  readonly #block = new Uint32Array(4);
  #blockIndex = -1;

  constructor(key: readonly [number, number], path: readonly [number, number, number]) {
    this.key = key;
    this.path = path;
  }

  /** Word `index` of the sequence, an unsigned 32-bit number. */
  word(index: number): number {
    const blockIndex = Math.floor(index / 4);
    if (blockIndex !== this.#blockIndex) {
      philox(this.#block, this.key[0], this.key[1], blockIndex, ...this.path);
      this.#blockIndex = blockIndex;
    }
    return this.#block[index % 4]!;
  }

  /** A number in [0, 1) with 24 random bits, exact in 32-bit floating point; uses word `index`. */
  uniform(index: number): number {
    return (this.word(index) >>> 8) * UNIT_24;
  }

  /** A whole number in [0, bound), bound ≤ 2³²; uses word `index`. Bias is below bound / 2³². */
  below(index: number, bound: number): number {
    return Math.floor((this.word(index) / 2 ** 32) * bound);
  }

  /**
   * A standard normal number by the Box–Muller transform (Box, Muller 1958); uses words `2 index` and
   * `2 index + 1`.
   */
  normal(index: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(2 * index)));
    return radius * Math.cos(2 * Math.PI * this.uniform(2 * index + 1));
  }

  /** The numbers 0 … count − 1 in random order (Fisher–Yates; uses words 0 … count − 1). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last, last + 1);
      const held = order[last]!;
      order[last] = order[other]!;
      order[other] = held;
    }
    return order;
  }
}

const keys = new Map<string, readonly [number, number]>();

/**
 * The stream for one purpose (`weights`, `shuffle`, `dropout`, `augment`, `split`, …) at one place of the
 * experiment. `path` holds up to three unsigned 32-bit counters, such as trial, layer, epoch or step; every
 * distinct (seed, purpose, path) is an independent stream. Any whole number is a valid seed, 0 included.
 */
export function stream(seed: number, purpose: string, ...path: number[]): Stream {
  const name = `${seed}/${purpose}`;
  let key = keys.get(name);
  if (key === undefined) {
    const digest = createHash("sha256").update(name).digest();
    key = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
    keys.set(name, key);
  }
  return new Stream(key, [path[0] ?? 0, path[1] ?? 0, path[2] ?? 0]);
}

/** The seed of replicate `index`: the experiment's own for the first, derived from it for the others. */
export function replicateSeed(seed: number, index: number): number {
  return index === 0 ? seed : stream(seed, "replicate", index).word(0);
}

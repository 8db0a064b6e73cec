import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { stream } from "../../src/base/random.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/train/checkpoint.ts";
import type { Checkpoint } from "../../src/train/loop.ts";
import { checkpointAfter } from "./checkpoints.ts";

const test = suite("train/checkpoint");

/** Numbers that a careless encoding loses. */
const ODD = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  1.7976931348623157e308,
  0.1,
];
const WORDS = [
  "",
  "number:NaN",
  "text:",
  "text:number:-0",
  "a\nb\r\n",
  "“ü”  \u2028",
  '"{}\\',
  "NaN",
  "run-exp checkpoint 1",
];

/** A random checkpoint: any number of weights of any length, slots, callbacks and epochs. */
function randomCheckpoint(seed: number): Checkpoint {
  const draws = stream(seed, "checkpoints");
  let next = 0;
  const below = (bound: number) => draws.below(next++, bound);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const number = (): number => (below(3) === 0 ? pick(ODD) : draws.normal(next++));
  const list = <Item>(most: number, item: () => Item): Item[] =>
    Array.from({ length: below(most + 1) }, item);
  const array = (): Float32Array => Float32Array.from(list(6, number));
  const scalar = (): number | string | boolean | null => pick([number(), pick(WORDS), true, false, null]);
  const epochs = below(4);
  return {
    progress: {
      history: Array.from({ length: epochs }, (_, index) => ({
        epoch: index + 1,
        learningRate: number(),
        logs: Object.fromEntries(
          ["loss", "accuracy", "val_loss"].slice(0, 1 + below(3)).map((name) => [name, number()]),
        ),
      })),
      callbacks: list(3, () => Object.fromEntries(list(3, () => [`${pick(WORDS)}${below(9)}`, scalar()]))),
      rate: { scale: number(), floor: number() },
      kept: { final: below(9) },
      stopReason: pick([null, pick(WORDS)]),
    },
    state: { weights: list(4, array), slots: list(4, () => list(3, array)), steps: below(2 ** 31) },
    kept: Object.fromEntries(["final", "best-loss"].slice(0, below(3)).map((name) => [name, list(3, array)])),
  };
}

test("a checkpoint comes back as it was, to the bit", () => {
  for (let seed = 0; seed < 500; seed++) {
    const checkpoint = randomCheckpoint(seed);
    const back = decodeCheckpoint(encodeCheckpoint(checkpoint));
    assert.ok(isDeepStrictEqual(back, checkpoint), `seed ${seed}`);
  }
});

test("the bits of NaN and of numbers too small to be normal are kept too", () => {
  const bits = Uint32Array.of(0x7fc00001, 0xffc12345, 1, 0x80000001, 0x80000000);
  const weights = [new Float32Array(bits.buffer)];
  const whole = checkpointAfter(1);
  const back = decodeCheckpoint(encodeCheckpoint({ ...whole, state: { ...whole.state, weights } }));
  assert.equal(new Uint32Array(back.state.weights[0]!.buffer), bits);
});

test("equal checkpoints have equal bytes", () => {
  assert.equal(encodeCheckpoint(checkpointAfter(3)), encodeCheckpoint(checkpointAfter(3)));
});

test("the bytes may lie anywhere in memory", () => {
  const bytes = encodeCheckpoint(checkpointAfter(2));
  for (let shift = 0; shift < 4; shift++) {
    const moved = new Uint8Array(bytes.length + 4).subarray(shift, shift + bytes.length);
    moved.set(bytes);
    assert.ok(isDeepStrictEqual(decodeCheckpoint(moved), checkpointAfter(2)));
  }
});

test("a decoded checkpoint is a copy of its bytes", () => {
  const bytes = encodeCheckpoint(checkpointAfter(2));
  const back = decodeCheckpoint(bytes);
  bytes.fill(0);
  assert.ok(isDeepStrictEqual(back, checkpointAfter(2)));
});

/** The code of the error that bytes are refused with. */
function refusal(bytes: Uint8Array): string {
  try {
    decodeCheckpoint(bytes);
  } catch (error) {
    if (error instanceof RunExpError) return error.code;
    throw error;
  }
  return "taken";
}

test("bytes that end too early, anywhere, are damaged", () => {
  const bytes = encodeCheckpoint(checkpointAfter(2));
  for (let length = 0; length < bytes.length; length++) {
    assert.is(refusal(bytes.subarray(0, length)), "checkpoint-damaged", `${length} bytes`);
  }
});

test("bytes that go on too long are damaged", () => {
  const bytes = encodeCheckpoint(checkpointAfter(2));
  assert.is(refusal(Buffer.concat([bytes, Buffer.of(0)])), "checkpoint-damaged");
  assert.is(refusal(Buffer.concat([bytes, bytes])), "checkpoint-damaged");
});

test("no change of a single bit is taken", () => {
  const bytes = encodeCheckpoint(checkpointAfter(2));
  const version = "run-exp checkpoint ".length;
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      bytes[at]! ^= 1 << bit;
      const code = refusal(bytes);
      bytes[at]! ^= 1 << bit;
      const another = code === "checkpoint-version" && at === version;
      assert.ok(code === "checkpoint-damaged" || another, `bit ${bit} of byte ${at}: ${code}`);
    }
  }
  assert.is(refusal(bytes), "taken");
});

test("no random damage is taken, and none is a fault of the program", () => {
  const draws = stream(1, "damage");
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(encodeCheckpoint(randomCheckpoint(round % 50)));
    const before = Buffer.from(bytes);
    const from = draws.below(3 * round, bytes.length);
    const length = 1 + draws.below(3 * round + 1, 40);
    const fill = draws.below(3 * round + 2, 4);
    const damaged =
      fill === 3
        ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)])
        : bytes.fill([0, 255, 10][fill]!, from, Math.min(from + length, bytes.length));
    const code = refusal(damaged);
    assert.is(code === "taken", damaged.equals(before), `round ${round}: ${code}`);
  }
});

test("nothing, text and another program's file are damaged checkpoints", () => {
  for (const text of [
    "",
    "\n",
    "run-exp",
    "run-exp checkpoint",
    "{}\n",
    "\x89PNG\r\n",
    "run-exp checkpoint 1 abc\n{}\n",
  ]) {
    assert.is(refusal(Buffer.from(text, "latin1")), "checkpoint-damaged");
  }
});

test("another version's checkpoint is named as such", () => {
  const text = Buffer.from(encodeCheckpoint(checkpointAfter(1))).toString("latin1");
  const other = Buffer.from(text.replace("checkpoint 1 ", "checkpoint 12 "), "latin1");
  assert.is(refusal(other), "checkpoint-version");
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { rawDataOf } from "../../src/data/content.ts";
import type { DatasetSection } from "../../src/data/dataset.ts";
import type { RawData } from "../../src/data/source.ts";
import { partCounts, type Split, splitOf } from "../../src/data/split.ts";
import { problemOf } from "./fixtures.ts";

const test = suite("data/split");

/** Samples whose only feature is their position, with classes as given, or 0, 1, 2 in turn. */
function samples(
  count: number,
  { test: held = 0, labels }: { test?: number; labels?: number[] } = {},
): RawData {
  const part = (length: number) => ({
    features: Float32Array.from({ length }, (_, index) => index),
    labels: Float32Array.from({ length }, (_, index) => labels?.[index] ?? index % 3),
  });
  return rawDataOf({
    facts: {
      shape: [1],
      labels: { kind: "class", shape: [] },
      classes: ["a", "b", "c"],
      counts: { train: count, ...(held > 0 ? { test: held } : {}) },
    },
    train: part(count),
    ...(held > 0 ? { test: part(held) } : {}),
    origin: "a test",
  });
}

interface Shares extends Partial<DatasetSection["split"]> {
  readonly share?: number;
}

function section({ share = 1, ...split }: Shares): DatasetSection {
  return {
    source: { csv: {} },
    share,
    split: { validation: 0, test: 0, stratify: false, ...split },
    preprocess: [],
    augment: [],
  };
}

function lists({ train, validation, test: held }: Split): number[][] {
  return [[...train], [...validation], [...held]];
}

function perClass(raw: RawData, rows: Uint32Array): number[] {
  const counts = [0, 0, 0];
  for (const row of rows) counts[raw.labels.train[row]!]! += 1;
  return counts;
}

test("parts are disjoint, ascending and complete", () => {
  const split = splitOf(samples(100), section({ validation: 0.25, test: 0.2 }), 3);
  assert.equal([split.train.length, split.validation.length, split.test.length], [60, 20, 20]);
  for (const rows of lists(split))
    assert.equal(
      rows,
      [...rows].sort((a, b) => a - b),
    );
  assert.equal(
    lists(split)
      .flat()
      .sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, index) => index),
  );
});

test("the seed alone decides which samples stand where", () => {
  const wanted = section({ validation: 0.3, test: 0.2, share: 0.9 });
  const first = lists(splitOf(samples(60), wanted, 5));
  assert.equal(lists(splitOf(samples(60), wanted, 5)), first);
  assert.not.equal(lists(splitOf(samples(60), wanted, 6)), first);
  assert.not.equal(lists(splitOf(samples(60), wanted, 0)), first);
});

test("without shares every sample trains", () => {
  assert.equal(lists(splitOf(samples(4), section({}), 1)), [[0, 1, 2, 3], [], []]);
});

test("validation samples are a share of those that are left after testing", () => {
  const split = splitOf(samples(100), section({ validation: 0.5, test: 0.5 }), 1);
  assert.equal([split.train.length, split.validation.length, split.test.length], [25, 25, 50]);
});

test("stratified parts keep the proportions of uneven classes", () => {
  const labels = [...Array(80).fill(0), ...Array(15).fill(1), ...Array(5).fill(2)];
  const raw = samples(100, { labels });
  const split = splitOf(raw, section({ validation: 0.2, stratify: true }), 2);
  assert.equal(perClass(raw, split.validation), [16, 3, 1]);
  assert.equal(perClass(raw, split.train), [64, 12, 4]);
});

test("where classes do not divide evenly, the largest remainders give one more", () => {
  const labels = [...Array(7).fill(0), ...Array(7).fill(1), ...Array(6).fill(2)];
  const raw = samples(20, { labels });
  // A quarter is 1.75, 1.75 and 1.5 of 5 in all.
  const split = splitOf(raw, section({ validation: 0.25, stratify: true }), 2);
  assert.equal(perClass(raw, split.validation), [2, 2, 1]);
});

test("whatever the classes' sizes, a stratified part has as many samples as a plain one", () => {
  const draws = stream(9, "sizes");
  for (let trial = 0; trial < 200; trial++) {
    const sizes = [0, 1, 2].map((at) => 1 + draws.below(4 * trial + at, 30));
    const labels = sizes.flatMap((size, label) => Array<number>(size).fill(label));
    const validation = 0.05 + 0.9 * draws.uniform(4 * trial + 3);
    const raw = samples(labels.length, { labels });
    const wanted = Math.round(labels.length * validation);
    if (wanted === 0 || wanted === labels.length) continue;
    const split = splitOf(raw, section({ validation, stratify: true }), trial);
    assert.is(split.validation.length, wanted);
    perClass(raw, split.validation).forEach((count, label) => {
      assert.ok(
        Math.abs(count - sizes[label]! * validation) < 1,
        `class ${label} of ${sizes} by ${validation}`,
      );
    });
  }
});

test("a source's own test samples stay apart, and are cut to the share as well", () => {
  const split = splitOf(samples(90, { test: 30 }), section({ share: 0.5, validation: 0.2 }), 1);
  assert.equal([split.train.length, split.validation.length, split.test.length], [36, 9, 15]);
  assert.ok(split.test.every((row) => row < 30));
});

test("the share is drawn evenly over the classes", () => {
  const raw = samples(300);
  const split = splitOf(raw, section({ share: 0.1 }), 1);
  assert.equal(perClass(raw, split.train), [10, 10, 10]);
  assert.not.equal(
    [...split.train],
    Array.from({ length: 30 }, (_, index) => index),
  );
});

test("the share is taken of a source's training and test samples alike", () => {
  const counts = partCounts({ train: 10, test: 4 }, section({ share: 0.5, validation: 0.4 }));
  assert.equal(counts, { train: 3, validation: 2, test: 2 });
});

test("the smallest sets are divided as long as every part that is asked for has a sample", () => {
  assert.equal(partCounts({ train: 2 }, section({ validation: 0.5 })), { train: 1, validation: 1, test: 0 });
  assert.equal(partCounts({ train: 3 }, section({ validation: 0.5, test: 0.3 })), {
    train: 1,
    validation: 1,
    test: 1,
  });
});

test("a part that would be empty is refused at the share that leaves it so", async () => {
  const refused = async (counts: { train: number; test?: number }, shares: Shares) =>
    (await problemOf(() => partCounts(counts, section(shares)))).path;
  assert.equal(await refused({ train: 4 }, { validation: 0.1 }), ["split", "validation"]);
  assert.equal(await refused({ train: 4 }, { test: 0.1 }), ["split", "test"]);
  assert.equal(await refused({ train: 4, test: 4 }, { share: 0.1 }), ["share"]);
  assert.equal(await refused({ train: 1, test: 1 }, { validation: 0.6 }), ["split", "validation"]);
  assert.equal(await refused({ train: 2 }, { test: 0.9 }), ["split", "test"]);
  assert.equal(await refused({ train: 1 }, { share: 0.4 }), ["share"]);
});

test("the counts that are told before opening are those of the split", () => {
  for (const shares of [
    { validation: 0.21 },
    { validation: 0.3, test: 0.13, stratify: true },
    { share: 0.33 },
  ]) {
    const raw = samples(101);
    const { train, validation, test: held } = splitOf(raw, section(shares), 4);
    const counts = { train: train.length, validation: validation.length, test: held.length };
    assert.equal(counts, partCounts(raw.facts.counts, section(shares)));
  }
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import type { Tagged } from "../../src/component/component.ts";
import { augmentations } from "../../src/data/augmentations.ts";
import { fillFeatures } from "../../src/data/batch.ts";
import type { Samples } from "../../src/data/dataset.ts";
import { samplesOf } from "../data/samples.ts";
import { complete } from "../model/complete.ts";
import { augmentationCases } from "./augmentation-cases.ts";

const test = suite("contract/augmentations");

const COUNT = 12;
const SHAPES: readonly Shape[] = [
  [6, 5, 1],
  [4, 7, 3],
  [1, 1, 1],
];

/** Images of which each channel has its own range of values. */
function images(shape: Shape): Samples {
  const channels = shape[2]!;
  const value = (at: number) => 1000 * (at % channels) + ((at * at * 7 + at) % 97);
  return samplesOf(
    shape,
    Float32Array.from({ length: COUNT * sizeOf(shape) }, (_, at) => value(at)),
  );
}

interface Key {
  readonly seed?: number;
  readonly epoch?: number;
}

/** Each image on its own as training sees it. */
function changed(
  samples: Samples,
  tagged: Tagged,
  order: readonly number[],
  { seed = 1, epoch = 1 }: Key = {},
) {
  const size = sizeOf(samples.features.shape);
  const out = new Float32Array(order.length * size).fill(Number.NaN);
  fillFeatures(samples, Uint32Array.from(order), out, { augment: [tagged], seed, epoch });
  return order.map((_, row) => out.slice(row * size, (row + 1) * size));
}

const all = Array.from({ length: COUNT }, (_, index) => index);

test("every augmentation has a case, and it and its options are described", () => {
  const covered = new Set(augmentationCases.map(({ augmentation }) => augmentation));
  assert.equal(
    augmentations.names.filter((name) => !covered.has(name)),
    [],
  );
  for (const { name, summary, options } of augmentations.members) {
    assert.match(summary, /\S.*[^.]$/, name);
    for (const [option, { description }] of Object.entries(options.properties)) {
      assert.match(String(description ?? ""), /\S.*[^.]$/, `${name}.${option}`);
    }
  }
});

for (const { augmentation, options, still, mixesOnly } of augmentationCases) {
  const tagged = complete(augmentations, augmentation, options);
  const title = `${augmentation} ${JSON.stringify(options ?? {})}`;

  test(`${title} fills every value of every image`, () => {
    for (const shape of SHAPES) {
      for (const image of changed(images(shape), tagged, all)) {
        assert.is(image.length, sizeOf(shape));
        assert.ok(image.every((value) => Number.isFinite(value)));
      }
    }
  });

  test(`${title} draws by seed, epoch and sample, in whatever order and batch samples come`, () => {
    const samples = images([6, 5, 1]);
    const whole = changed(samples, tagged, all);
    const backward = [...all].reverse();
    assert.equal(changed(samples, tagged, backward).reverse(), whole);
    assert.equal(
      all.flatMap((index) => changed(samples, tagged, [index])),
      whole,
    );
    assert.not.equal(changed(samples, tagged, all, { epoch: 2 }), whole);
    assert.not.equal(changed(samples, tagged, all, { seed: 2 }), whole);
    const alike = samplesOf(
      [6, 5, 1],
      Array<number>(COUNT)
        .fill(0)
        .flatMap(() => [...samples.features.storage.slice(0, 30)]),
    );
    assert.ok(new Set(changed(alike, tagged, all).map(String)).size > 1, "every sample alike");
  });

  if (mixesOnly) {
    test(`${title} makes values between those that are there, channel by channel`, () => {
      for (const image of changed(images([4, 7, 3]), tagged, all)) {
        image.forEach((value, at) => {
          const base = 1000 * (at % 3);
          assert.ok(value >= base && value <= base + 97, `${value} in channel ${at % 3}`);
        });
      }
    });
  }

  if (still !== undefined) {
    test(`${title} changes nothing where its range is 0`, () => {
      for (const shape of SHAPES) {
        const before = [...images(shape).features.storage];
        const after = changed(images(shape), complete(augmentations, augmentation, still), all);
        assert.equal(
          after.flatMap((image) => [...image]),
          before,
        );
      }
    });
  }
}

test.run();

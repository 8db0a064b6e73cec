import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import type { DataFacts, Samples } from "../../src/data/dataset.ts";
import { materialized } from "../../src/data/features.ts";
import { preprocessors } from "../../src/data/preprocessors.ts";
import { distance, samplesOf } from "../data/samples.ts";
import { complete } from "../model/complete.ts";
import { type PreprocessorCase, preprocessorCases } from "./preprocessor-cases.ts";

const test = suite("contract/preprocessors");

test("every step has a case, and it and its options are described", () => {
  const covered = new Set(preprocessorCases.map(({ step }) => step));
  assert.equal(
    preprocessors.names.filter((name) => !covered.has(name)),
    [],
  );
  for (const { name, summary, options } of preprocessors.members) {
    assert.match(summary, /\S.*[^.]$/, name);
    for (const [option, { description }] of Object.entries(options.properties)) {
      assert.match(String(description ?? ""), /\S.*[^.]$/, `${name}.${option}`);
    }
  }
});

/** Bytes in a pattern that differs from part to part. */
function part(shape: Shape, count: number, salt: number): Samples {
  const pattern = (at: number) => (at * at * 31 + at * 17 + salt * 59) % 251;
  return samplesOf(
    shape,
    Uint8Array.from({ length: count * sizeOf(shape) }, (_, at) => pattern(at)),
  );
}

function rowsOf(values: ArrayLike<number>, size: number): number[][] {
  const rows = Array.from({ length: values.length / size }, (_, row) => row);
  return rows.map((row) => Array.from({ length: size }, (_, at) => values[row * size + at]!));
}

function title({ step, options, shape }: PreprocessorCase): string {
  return `${step} ${JSON.stringify(options ?? {})} of ${shape.join("×")}`;
}

for (const stepCase of preprocessorCases) {
  const { shape, output, step } = stepCase;
  const { component, options } = preprocessors.open(complete(preprocessors, step, stepCase.options));
  const before: DataFacts = { shape, labels: { kind: "class", shape: [] }, classes: ["a", "b", "c"] };

  test(`${title(stepCase)} is what plain arithmetic says, on every part by the training part alone`, () => {
    const train = part(shape, 5, 1);
    const trainRows = rowsOf(train.features.storage, sizeOf(shape));
    const apply = component.fit(train, options, before);
    for (const samples of [train, part(shape, 4, 2), part(shape, 1, 3)]) {
      const after = apply(samples);
      assert.equal(after.features.shape, output);
      assert.is(after.count, samples.count);
      const expected = rowsOf(samples.features.storage, sizeOf(shape)).flatMap((sample) =>
        stepCase.expected(sample, trainRows),
      );
      const most = Math.max(1, ...expected.map(Math.abs));
      assert.ok(distance(materialized(after), expected) < 2e-6 * most);
    }
  });

  test(`${title(stepCase)} gives what its facts promise`, () => {
    const facts = component.facts(before, options);
    const { features, labels } = component.fit(part(shape, 5, 1), options, before)(part(shape, 4, 2));
    assert.equal(facts.shape, features.shape);
    assert.equal(facts.labels, { kind: labels.kind, shape: labels.shape });
    assert.equal(facts.classes, before.classes);
    const label = stepCase.label ?? ((own: number) => [own]);
    assert.equal([...labels.values], [0, 1, 2, 0].flatMap(label));
  });

  test(`${title(stepCase)} leaves its argument as it is`, () => {
    const [train, other] = [part(shape, 5, 1), part(shape, 4, 2)];
    component.fit(train, options, before)(other);
    assert.equal([train, other], [part(shape, 5, 1), part(shape, 4, 2)]);
  });
}

test.run();

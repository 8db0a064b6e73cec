import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { buildGraph } from "../../src/model/graph.ts";
import { initializers, initialWeights } from "../../src/model/initializers.ts";
import type { Model } from "../../src/model/model.ts";
import { complete, layerOf } from "./complete.ts";

const test = suite("model/initializers");

function drawn(
  name: string,
  written: object,
  shape: Shape,
  fans = { in: 10, out: 20 },
  seed = 0,
): Float32Array {
  const values = new Float32Array(sizeOf(shape)).fill(Number.NaN);
  const { component, options } = initializers.open(complete(initializers, name, written));
  component.fill(values, { shape, fans }, stream(seed, "weights"), options);
  return values;
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), largest: Math.max(...values.map(Math.abs)) };
}

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

test("the constant ones fill with their number", () => {
  assert.equal([...drawn("zeros", {}, [2, 2])], [0, 0, 0, 0]);
  assert.equal([...drawn("ones", {}, [3])], [1, 1, 1]);
  assert.equal([...drawn("constant", { value: 0.5 }, [2])], [0.5, 0.5]);
  assert.equal([...drawn("identity", { gain: 2 }, [2, 2])], [2, 0, 0, 2]);
});

// Standard deviations from the papers: √(1/fan-in), √(2/fan-in), √(2/(fan-in + fan-out)), with fans 10 and 20.
const deviations = {
  glorotUniform: Math.sqrt(2 / 30),
  glorotNormal: Math.sqrt(2 / 30),
  heUniform: Math.sqrt(2 / 10),
  heNormal: Math.sqrt(2 / 10),
  leCunUniform: Math.sqrt(1 / 10),
  leCunNormal: Math.sqrt(1 / 10),
};

for (const [name, deviation] of Object.entries(deviations)) {
  test(`${name} has mean 0 and standard deviation ${deviation.toFixed(4)} for fans of 10 and 20`, () => {
    const measured = moments(drawn(name, {}, [100, 200]));
    close(measured.mean, 0, 0.02 * deviation);
    close(measured.deviation, deviation, 0.02 * deviation);
    const bound = name.endsWith("Uniform") ? Math.sqrt(3) : 2 / 0.8796256610342398;
    assert.ok(measured.largest <= bound * deviation * (1 + 1e-6));
  });
}

test("the plain random ones have the moments that are asked for", () => {
  const uniform = drawn("randomUniform", { minval: 0, maxval: 2 }, [20000]);
  assert.ok(uniform.every((value) => value >= 0 && value <= 2));
  close(moments(uniform).mean, 1, 0.02);
  const normal = moments(drawn("randomNormal", { mean: 1, stddev: 0.5 }, [20000]));
  close(normal.mean, 1, 0.02);
  close(normal.deviation, 0.5, 0.01);
  const truncated = drawn("truncatedNormal", { mean: 1, stddev: 0.5 }, [20000]);
  assert.ok(truncated.every((value) => Math.abs(value - 1) <= 1));
  close(moments(truncated).deviation, 0.5 * 0.8796256610342398, 0.01);
});

for (const shape of [
  [8, 3],
  [3, 8],
  [5, 5],
  [2, 2, 3],
]) {
  test(`orthogonal ${shape.join("×")} has orthonormal rows or columns`, () => {
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape) / columns;
    const values = drawn("orthogonal", {}, shape);
    const at = (row: number, column: number) => values[row * columns + column]!;
    const [vectors, length] = rows < columns ? [rows, columns] : [columns, rows];
    for (let a = 0; a < vectors; a++) {
      for (let b = 0; b < vectors; b++) {
        let product = 0;
        for (let i = 0; i < length; i++) {
          product += rows < columns ? at(a, i) * at(b, i) : at(i, a) * at(i, b);
        }
        close(product, a === b ? 1 : 0, 1e-6);
      }
    }
    assert.equal([...drawn("orthogonal", { gain: 2 }, shape)], [...values.map((value) => 2 * value)]);
  });
}

test("every initializer gives the same values for the same seed, 0 included", () => {
  for (const { name, options } of initializers.members) {
    const written = "value" in options.properties ? { value: 3 } : {};
    for (const seed of [0, 7]) {
      const draw = () => [...drawn(name, written, [4, 4], { in: 4, out: 4 }, seed)];
      assert.equal(draw(), draw(), name);
    }
  }
});

function modelOf(...layers: ReturnType<typeof layerOf>[]): Model {
  return buildGraph(
    [6],
    layers.map((layer, index) => ({ layer, name: `layer${index}` })),
  ).model!;
}

test("seed, trial, layer and weight each change the first weights", () => {
  const square = layerOf("dense", { units: 6, biasInitializer: { randomUniform: {} } });
  const model = modelOf(square, square);
  const kernel = (seed: number, trial: number, weight: number) => initialWeights(model, seed, trial)[weight]!;
  const firsts = [kernel(0, 0, 0), kernel(1, 0, 0), kernel(0, 1, 0), kernel(0, 0, 1), kernel(0, 0, 2)];
  assert.is(new Set(firsts.map((values) => values[0])).size, 5);
  assert.equal(kernel(0, 0, 0), kernel(0, 0, 0));
});

test("first weights come in the order of the specs and do not depend on other layers' sizes", () => {
  const [kernel, bias, second] = initialWeights(
    modelOf(layerOf("dense", { units: 2 }), layerOf("dense", { units: 3 })),
    4,
    0,
  );
  assert.equal([kernel!.length, bias!.length, second!.length], [12, 2, 6]);
  const other = initialWeights(modelOf(layerOf("softmax"), layerOf("dense", { units: 3 })), 4, 0);
  const longer = initialWeights(
    modelOf(layerOf("relu"), layerOf("dense", { units: 3 }), layerOf("relu")),
    4,
    0,
  );
  assert.equal(other, longer);
});

test("an lstm's forget gate starts at 1", () => {
  const lstm = (options: object) =>
    buildGraph([3, 2], [{ layer: layerOf("lstm", { units: 2, ...options }), name: "lstm" }]).model!;
  assert.equal([...initialWeights(lstm({}), 0, 0)[2]!], [0, 0, 1, 1, 0, 0, 0, 0]);
  assert.equal([...initialWeights(lstm({ unitForgetBias: false }), 0, 0)[2]!], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { type Shape, sizeOf } from "../../../src/base/shape.ts";
import type { Tagged } from "../../../src/component/component.ts";
import { constraintNames } from "../../../src/engine/wasm/constraints.ts";
import {
  type Layout,
  panels,
  placesOf,
  plain,
  readValues,
  writeValues,
} from "../../../src/engine/wasm/layout.ts";
import { Recorder, Region } from "../../../src/engine/wasm/recorder.ts";
import { Store } from "../../../src/engine/wasm/store.ts";
import {
  recordUpdates,
  type Trained,
  type UpdateContext,
  updates,
} from "../../../src/engine/wasm/updates.ts";
import { constraints } from "../../../src/model/constraints.ts";
import type { WeightSpec } from "../../../src/model/layer.ts";
import { regularizers } from "../../../src/model/regularizers.ts";
import { clip } from "../../../src/train/clipping.ts";
import { optimizers } from "../../../src/train/optimizers.ts";
import { complete } from "../../model/complete.ts";
import { ARITHMETICS, type Machine, machineOf } from "./machine.ts";

/** Updates as the engine computes them against their definitions, which are plain JavaScript in double precision. */

const test = suite("engine/wasm/updates");

const STEPS = 5;

/** An error is held against at least this share of an array's largest number: small ones may come of cancellation. */
const SMALL = 0.02;

/** What is written of each optimizer's options, a training each; the first is the defaults. */
const VARIANTS: Readonly<Record<string, readonly object[]>> = {
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
  adam: [{}, { amsgrad: true }, { beta1: 0.5, beta2: 0.9, epsilon: 0.01 }, { beta1: 0, beta2: 0 }],
  adamW: [{}, { weightDecay: 0.1, amsgrad: true }, { weightDecay: 0 }],
  adamax: [{}, { beta1: 0.5, beta2: 0.7, epsilon: 0.1 }],
  nadam: [{}, { beta1: 0.5, beta2: 0.7, epsilon: 0.1 }],
  rmsprop: [
    {},
    { momentum: 0.9 },
    { centered: true },
    { centered: true, momentum: 0.5, rho: 0.5, epsilon: 0.01 },
  ],
  adagrad: [{}, { initialAccumulatorValue: 0, epsilon: 0.01 }],
  adadelta: [{}, { rho: 0.5, epsilon: 0.01 }],
};

const CLIPPINGS: readonly object[] = [
  { clipValue: 0.5 },
  { clipNorm: 1 },
  { globalClipNorm: 1.5 },
  { clipValue: 0.9, clipNorm: 2, globalClipNorm: 2.5 },
  { clipNorm: 1e6, globalClipNorm: 1e6 },
];

const REGULARIZERS: readonly Tagged[] = [
  { l1: { l1: 0.3 } },
  { l2: { l2: 0.2 } },
  { l1l2: { l1: 0.3, l2: 0.2 } },
];

/** With axes of a weight of three. */
const CONSTRAINTS: readonly Tagged[] = [
  ...[[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]].flatMap((axis) => [
    { maxNorm: { maxValue: 0.8, axis } },
    { minMaxNorm: { minValue: 0.7, maxValue: 0.9, rate: 0.3, axis } },
    { unitNorm: { axis } },
  ]),
  { nonNeg: {} },
];

/** Weights of several layouts and sizes, most not a multiple of eight, the last with sums of more than one chunk. */
const WEIGHTS: readonly { readonly shape: Shape; readonly layoutOf: (shape: Shape) => Layout }[] = [
  { shape: [2, 3, 5], layoutOf: plain },
  { shape: [3, 2, 11], layoutOf: panels },
  { shape: [8, 1, 8], layoutOf: panels },
  { shape: [10, 7, 67], layoutOf: panels },
];

interface Plan {
  readonly optimizer: Tagged;
  readonly regularizer?: Tagged;
  readonly constraint?: Tagged;
}

/** For each weight: its values, then its slots. */
type Values = readonly (readonly Float32Array[])[];

test("every optimizer has a kernel, every constraint too, and nothing else has", () => {
  assert.equal([...updates.keys()].sort(), [...optimizers.names].sort());
  assert.equal([...constraintNames].sort(), [...constraints.names].sort());
  assert.equal(Object.keys(VARIANTS).sort(), [...optimizers.names].sort());
  const tried = (list: readonly Tagged[]): string[] => [
    ...new Set(list.flatMap((item) => Object.keys(item))),
  ];
  assert.equal(tried(REGULARIZERS).sort(), [...regularizers.names].sort());
  assert.equal(tried(CONSTRAINTS).sort(), [...constraints.names].sort());
});

for (const name of optimizers.names) {
  for (const written of VARIANTS[name]!) {
    test(`${name} ${JSON.stringify(written)} moves weights and slots as its definition does`, () => {
      compare({ optimizer: complete(optimizers, name, written) });
    });
  }

  test(`${name} moves by penalties, clipped, and keeps constraints`, () => {
    const clipping = { clipValue: 0.9, clipNorm: 2, globalClipNorm: 2.5 };
    compare({
      optimizer: complete(optimizers, name, clipping),
      regularizer: REGULARIZERS[2]!,
      constraint: CONSTRAINTS[0]!,
    });
  });
}

for (const clipping of CLIPPINGS) {
  test(`clipping ${JSON.stringify(clipping)} cuts gradients as its definition does`, () => {
    compare({ optimizer: complete(optimizers, "sgd", clipping) });
  });
}

for (const regularizer of REGULARIZERS) {
  test(`regularizer ${JSON.stringify(regularizer)} pulls as its definition does`, () => {
    compare({ optimizer: complete(optimizers, "sgd"), regularizer });
  });
}

for (const constraint of CONSTRAINTS) {
  test(`constraint ${JSON.stringify(constraint)} holds as its definition says`, () => {
    compare({ optimizer: complete(optimizers, "sgd"), constraint });
  });
}

test("a gradient that is not finite spreads through a clipped norm, as in its definition", () => {
  const optimizer = complete(optimizers, "sgd", { globalClipNorm: 1 });
  for (const wrong of [Number.NaN, Infinity]) {
    const expected = defined({ optimizer }, wrong);
    for (const arithmetic of ARITHMETICS) {
      const actual = computed({ optimizer }, machineOf(arithmetic), 1, wrong);
      for (const [index, [values]] of expected.entries()) {
        assert.equal(finite(actual[index]![0]!), finite(values!), `weight ${index} with ${wrong}`);
      }
    }
  }
});

test("the thousandth step and those after it are as their definition says", () => {
  for (const name of ["adam", "adamax", "nadam"]) {
    for (const first of [999, 5000, 1_000_000]) compare({ optimizer: complete(optimizers, name) }, first);
  }
});

test.run();

/** Both arithmetics with any number of threads give the same bytes, within 1e-5 of the definition. */
function compare(plan: Plan, firstStep = 1): void {
  const expected = defined(plan, undefined, firstStep);
  const results = ARITHMETICS.flatMap((arithmetic) =>
    [1, 2, 3, 8].map((threads) => computed(plan, machineOf(arithmetic), threads, undefined, firstStep)),
  );
  for (const result of results) assert.equal(result, results[0]!);
  for (const [weight, arrays] of expected.entries()) {
    for (const [place, array] of arrays.entries()) {
      const actual = results[0]![weight]![place]!;
      const small = SMALL * array.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let at = 0; at < array.length; at++) {
        const allowed = 1e-5 * Math.max(Math.abs(array[at]!), small);
        assert.ok(
          Math.abs(actual[at]! - array[at]!) <= allowed,
          `weight ${weight}, array ${place}, value ${at}: ${actual[at]}, not ${array[at]}`,
        );
      }
    }
  }
}

/** What the definitions make of the weights. */
function defined(plan: Plan, first?: number, firstStep = 1): Values {
  const { component, options } = optimizers.open(plan.optimizer);
  const cells = WEIGHTS.map(({ shape }, index) => ({
    shape,
    values: numbers(index, 0, shape),
    slots: component
      .slots(options)
      .map((slot) => new Float32Array(sizeOf(shape)).fill(component.initialSlot?.(slot, options) ?? 0)),
  }));
  for (let step = 0; step < STEPS; step++) {
    const gradients = cells.map((_, index) => gradientOf(index, step, first));
    for (const [index, { values }] of cells.entries()) {
      if (plan.regularizer === undefined) continue;
      const opened = regularizers.open(plan.regularizer);
      opened.component.addGradient(values, gradients[index]!, opened.options);
    }
    clip(gradients, options);
    for (const [index, { shape, values, slots }] of cells.entries()) {
      component.update(values, gradients[index]!, slots, firstStep + step, rateOf(step), options);
      if (plan.constraint === undefined) continue;
      const opened = constraints.open(plan.constraint);
      opened.component.apply(values, shape, opened.options);
    }
  }
  return cells.map(({ values, slots }) => [values, ...slots]);
}

/** What the kernels make of them. Fails where padding is not 0 after a step. */
function computed(plan: Plan, machine: Machine, threads: number, first?: number, firstStep = 1): Values {
  const store = new Store(machine.heap);
  const { optimizer, ...bound } = plan;
  const { component, options } = optimizers.open(optimizer);
  const weights = WEIGHTS.map(({ shape, layoutOf }): Trained => {
    const layout = layoutOf(shape);
    const slots = component.slots(options).map((slot) => {
      const region = store.zeros(layout.length * 4);
      const start = new Float32Array(sizeOf(shape)).fill(component.initialSlot?.(slot, options) ?? 0);
      writeValues(layout, start, store.floats(region));
      return region;
    });
    const [value, gradient] = [store.zeros(layout.length * 4), store.zeros(layout.length * 4)];
    return { spec: { ...specOf(shape), ...bound }, layout, value, gradient, slots };
  });
  const record = store.zeros(24);
  const recorder = new Recorder();
  const emit: UpdateContext["emit"] = (kernel, values) => recorder.emit(kernel, values);
  const context = {
    record,
    emit,
    region: (bytes: number) => new Region(bytes),
    table: store.table.bind(store),
  };
  recordUpdates(context, optimizer, weights);
  const plans = recorder.plan();
  plans.place(store.zeros(plans.bytes).address);
  for (const [index, { layout, value }] of weights.entries()) {
    writeValues(layout, numbers(index, 0, WEIGHTS[index]!.shape), store.floats(value));
  }
  for (let step = 0; step < STEPS; step++) {
    for (const [index, { layout, gradient }] of weights.entries()) {
      writeValues(layout, gradientOf(index, step, first), store.floats(gradient));
    }
    const bytes = machine.heap.bytes(record.address, 24).buffer;
    new Float64Array(bytes, record.address)[1] = rateOf(step);
    new Int32Array(bytes, record.address)[4] = firstStep + step;
    machine.run(recorder.ops(), threads);
    for (const { layout, value, slots } of weights) {
      for (const region of [value, ...slots]) assertPadding(layout, store.floats(region));
    }
  }
  return weights.map(({ layout, value, slots }) =>
    [value, ...slots].map((region) => readValues(layout, store.floats(region))),
  );
}

function assertPadding(layout: Layout, memory: Float32Array): void {
  const beside = memory.slice();
  for (const place of placesOf(layout.offsets)) beside[place] = 0;
  assert.ok(
    beside.every((value) => value === 0),
    "what lies beside the values is not 0",
  );
}

function specOf(shape: Shape): WeightSpec {
  return { name: "kernel", shape, initializer: { zeros: {} }, fans: { in: 1, out: 1 }, trainable: true };
}

/** Numbers in [−1, 1). */
function numbers(weight: number, step: number, shape: Shape): Float32Array {
  const draws = stream(5, "features", weight, step);
  return Float32Array.from({ length: sizeOf(shape) }, (_, at) => 2 * draws.uniform(at) - 1);
}

/** A gradient of each step; its first number may be said. */
function gradientOf(weight: number, step: number, first: number | undefined): Float32Array {
  const gradient = numbers(weight, step + 1, WEIGHTS[weight]!.shape);
  if (first !== undefined && weight === 0) gradient[0] = first;
  return gradient;
}

function rateOf(step: number): number {
  return 0.05 / (step + 1);
}

function finite(values: Float32Array): string {
  return values.reduce(
    (text, value) => text + (Number.isNaN(value) ? "n" : Number.isFinite(value) ? "." : "i"),
    "",
  );
}

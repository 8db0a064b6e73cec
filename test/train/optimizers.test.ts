import { suite } from "uvu";
import * as assert from "uvu/assert";
import { optimizers } from "../../src/train/optimizers.ts";
import { complete } from "../model/complete.ts";

const test = suite("train/optimizers");

const START = [0.5, -1.25, 2];
const GRADIENTS = [
  [0.3, -4, 0.001],
  [-0.2, -3, 0.002],
  [0.5, 1, -0.001],
  [0.1, 2, 0],
  [-0.7, 0, 0.004],
  [0.4, -1, 0.25],
];

/** Where `START` is after a step against each of `gradients`, and the state then. */
function descend(
  name: string,
  options: object,
  gradients: readonly (readonly number[])[],
  { start = START, rate = 0.1, firstStep = 1 } = {},
): { value: Float32Array; slots: readonly Float32Array[] } {
  const { component, options: chosen } = optimizers.open(complete(optimizers, name, options));
  const value = Float32Array.from(start);
  const slots = component
    .slots(chosen)
    .map((slot) => new Float32Array(start.length).fill(component.initialSlot?.(slot, chosen) ?? 0));
  for (const [index, gradient] of gradients.entries()) {
    component.update(value, Float32Array.from(gradient), slots, firstStep + index, rate, chosen);
  }
  return { value, slots };
}

function close(actual: Iterable<number>, expected: readonly number[], tolerance: number): void {
  const values = [...actual];
  const off = values.findIndex(
    (value, i) => !(Math.abs(value - expected[i]!) <= tolerance * Math.max(1, Math.abs(expected[i]!))),
  );
  assert.ok(off < 0 && values.length === expected.length, `${values.join(" ")} ≠ ${expected.join(" ")}`);
}

/**
 * Where Keras 3.15.1 (NumPy backend) is after the same six steps at rate 0.1. It takes 1 − β₂ᵗ in 32-bit floats,
 * which is good to five digits only.
 */
const KERAS: readonly (readonly [name: string, options: object, values: readonly number[]])[] = [
  ["sgd", {}, [0.46, -0.75, 1.9744]],
  ["sgd", { momentum: 0.9 }, [0.3352844, 1.066866, 1.973296]],
  ["sgd", { momentum: 0.9, nesterov: true }, [0.3117558, 1.335179, 1.950367]],
  ["adam", {}, [0.2662529, -0.9138526, 1.612746]],
  ["adam", { beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }, [0.2840393, -0.9483837, 1.831595]],
  ["adam", { amsgrad: true, beta2: 0.6 }, [0.2815122, -0.9229153, 1.661467]],
  ["adamW", {}, [0.2653887, -0.9113165, 1.608407]],
  ["adamW", { weightDecay: 0.05 }, [0.2555909, -0.8825371, 1.559149]],
  ["adamax", {}, [0.3082311, -0.9700935, 1.718727]],
  ["nadam", {}, [0.3643273, -1.0863, 1.593443]],
  ["rmsprop", {}, [0.1604058, -0.8643296, 1.05119]],
  ["rmsprop", { centered: true }, [0.1277161, -0.8300824, 0.9893699]],
  ["rmsprop", { momentum: 0.9 }, [-0.9555672, 0.5225071, -0.5203849]],
  ["rmsprop", { momentum: 0.5, centered: true, rho: 0.7 }, [0.02026486, -0.6860342, 0.8617144]],
  ["adagrad", {}, [0.4196709, -1.128527, 1.93609]],
  ["adagrad", { initialAccumulatorValue: 0 }, [0.3937435, -1.128166, 1.671512]],
  ["adadelta", {}, [0.4998102, -1.249826, 1.99942]],
  ["adadelta", { rho: 0.5, epsilon: 1e-2 }, [0.4784781, -1.231938, 1.987086]],
];

for (const [name, options, values] of KERAS) {
  test(`${name} ${JSON.stringify(options)}: six steps end where Keras's end`, () => {
    close(descend(name, options, GRADIENTS).value, values, 5e-6);
  });
}

test("the default rates are Keras's", () => {
  const rates = optimizers.members.map(({ name, options }) => [
    name,
    options.properties.learningRate!.default,
  ]);
  assert.equal(
    rates,
    optimizers.names.map((name) => [name, name === "sgd" ? 0.01 : 0.001]),
  );
});

test("gradient descent: θ − αg", () => {
  close(descend("sgd", {}, [[1, -2, 4]], { rate: 0.25 }).value, [0.25, -0.75, 1], 0);
});

test("momentum: two steps by hand", () => {
  // w = −0.5, then 0.5 · −0.5 − 0.5 = −0.75
  const { value, slots } = descend("sgd", { momentum: 0.5 }, [[1], [1]], { start: [2], rate: 0.5 });
  assert.equal([...value, ...slots[0]!], [2 - 0.5 - 0.75, -0.75]);
});

test("Nesterov: the iterates are the look-ahead points of the published form", () => {
  const [momentum, rate, steepness] = [0.9, 0.02, [1, 30]];
  const { component, options } = optimizers.open(complete(optimizers, "sgd", { momentum, nesterov: true }));
  const value = Float32Array.of(1, 1);
  const slots = [new Float32Array(2)];
  // v ← μv − α∇f(θ + μv), θ ← θ + v (Sutskever et al. 2013, equations 3 and 4)
  const [theta, v] = [
    [1, 1],
    [0, 0],
  ];
  for (let step = 1; step <= 40; step++) {
    component.update(
      value,
      value.map((x, i) => steepness[i]! * x),
      slots,
      step,
      rate,
      options,
    );
    for (const i of [0, 1]) {
      const ahead = theta[i]! + momentum * v[i]!;
      v[i] = momentum * v[i]! - rate * steepness[i]! * ahead;
      theta[i]! += v[i]!;
    }
    close(
      value,
      theta.map((x, i) => x + momentum * v[i]!),
      1e-5,
    );
  }
});

for (const name of ["adam", "adamax", "nadam"]) {
  test(`${name}: the first step is as long as the learning rate, however large the gradient`, () => {
    for (const size of [1, 1e3, 1e6]) {
      const { value } = descend(name, {}, [[size, -size]], { start: [0, 0], rate: 0.01 });
      close(value, name === "nadam" ? NADAM_FIRST.map((x) => 0.01 * x) : [-0.01, 0.01], 1e-7);
    }
  });
}

/**
 * Nadam's first step, in learning rates: with μ₁ = 0.9 (1 − ½ 0.96), μ₂ = 0.9 (1 − ½ 0.96²), m = 0.1 g:
 * μ₂ · 0.1 / (1 − μ₁μ₂) + (1 − μ₁) / (1 − μ₁).
 */
const [MU1, MU2] = [0.9 * (1 - 0.5 * 0.96), 0.9 * (1 - 0.5 * 0.96 ** 2)];
const NADAM_FIRST = [-((MU2 * 0.1) / (1 - MU1 * MU2) + 1), (MU2 * 0.1) / (1 - MU1 * MU2) + 1];

test("nadam: a late step has the whole product of its momentums", () => {
  const step = 5000;
  const momentum = (t: number) => 0.9 * (1 - 0.5 * 0.96 ** t);
  for (const at of [1, 7, 300, step]) {
    let product = 1;
    for (let t = 1; t <= at; t++) product *= momentum(t);
    const [g, m] = [0.5, 0.1 * 0.5];
    const ahead =
      (momentum(at + 1) * m) / (1 - product * momentum(at + 1)) + ((1 - momentum(at)) * g) / (1 - product);
    const root = Math.sqrt((0.001 * g * g) / (1 - 0.999 ** at));
    const { value } = descend("nadam", {}, [[g]], { start: [0], rate: 1, firstStep: at });
    close(value, [-ahead / (root + 1e-7)], 1e-6);
  }
});

test("adam: bias is corrected, so a steady gradient gives steady steps", () => {
  let last = 0;
  for (let count = 1; count <= 50; count++) {
    const { value } = descend("adam", {}, Array(count).fill([3]), { start: [0], rate: 0.01 });
    close([value[0]! - last], [-0.01], 1e-6);
    last = value[0]!;
  }
});

test("amsgrad: the denominator never shrinks", () => {
  const { slots } = descend("adam", { amsgrad: true, beta2: 0.5 }, [[4], [0], [0], [0]], { start: [0] });
  assert.equal([slots[1]![0], slots[2]![0]], [1, 8]);
});

test("adamW: without a gradient each step takes the same share away, exactly", () => {
  const { value } = descend("adamW", { weightDecay: 0.5 }, Array(3).fill([0, 0, 0]), { rate: 0.5 });
  assert.equal(
    [...value],
    START.map((x) => x * 0.75 ** 3),
  );
});

test("adamW: the decay is not scaled by past gradients, as an L2 penalty's would be", () => {
  const gradients = [[1e-3], [1e3]];
  const [plain, decayed] = [
    descend("adam", {}, gradients, { start: [8] }),
    descend("adamW", { weightDecay: 0.1 }, gradients, { start: [8] }),
  ];
  assert.equal(decayed.slots, plain.slots);
});

test("adamax: the largest gradient is remembered, fading", () => {
  const { slots } = descend("adamax", { beta2: 0.5 }, [[8], [1], [1], [1], [-3]], { start: [0] });
  assert.equal([...slots[1]!], [3]);
});

test("rmsprop: centred, a steady gradient is divided by almost nothing", () => {
  const steady = Array(300).fill([0.5]);
  const plain = descend("rmsprop", {}, steady, { start: [0], rate: 1e-6 }).value[0]!;
  const centred = descend("rmsprop", { centered: true }, steady, { start: [0], rate: 1e-6 }).value[0]!;
  assert.ok(centred < 100 * plain && Number.isFinite(centred));
});

test("adagrad: steps shrink as one over the root of their number", () => {
  const { value, slots } = descend("adagrad", { initialAccumulatorValue: 0 }, Array(4).fill([2]), {
    start: [0],
    rate: 1,
  });
  assert.equal([...slots[0]!], [16]);
  close(value, [-(1 + 1 / Math.sqrt(2) + 1 / Math.sqrt(3) + 1 / 2)], 1e-6);
});

test("adadelta: the first step by hand", () => {
  // mean square 0.05 · 4, root of ε over root of it, times 2
  const { value, slots } = descend("adadelta", { epsilon: 1e-4 }, [[2]], { start: [0], rate: 1 });
  const move = (Math.sqrt(1e-4) / Math.sqrt(0.2 + 1e-4)) * 2;
  close([value[0]!, slots[0]![0]!, slots[1]![0]!], [-move, 0.2, 0.05 * move * move], 1e-6);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { stream } from "../../../src/base/random.ts";
import type { Job } from "../../../src/engine/engine.ts";
import { chooseEngine, describeEngines } from "../../../src/engine/engines.ts";
import { loadWebgpu } from "../../../src/engine/webgpu/load.ts";
import { updates } from "../../../src/engine/webgpu/updates.ts";
import { hostChance } from "../../../src/model/chance.ts";
import { optimizers } from "../../../src/train/optimizers.ts";
import type { TrainingState } from "../../../src/train/training.ts";
import { type JobPlan, jobOf, SMALL_CNN, stepOf, takeSteps } from "../jobs.ts";
import { assertClose } from "../steps.ts";
import { withGpu } from "./gpu.ts";

/** What is particular to the GPU: updates and masks that are made on it, and its memory. */

/** The forms of each optimizer that differ in code. */
const FORMS: Readonly<Record<string, readonly object[]>> = {
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
  adam: [{}, { amsgrad: true }],
  adamW: [{ weightDecay: 0.1 }, { amsgrad: true }],
  adamax: [{}],
  nadam: [{}],
  rmsprop: [{}, { centered: true }, { momentum: 0.5 }, { centered: true, momentum: 0.5 }],
  adagrad: [{}],
  adadelta: [{}],
};

/** Penalties and clipping by value, which the kernels do too. */
const PULLED: JobPlan = {
  layers: [
    ["dense", { units: 3, activation: "softmax", kernelRegularizer: { l1l2: { l1: 0.02, l2: 0.05 } } }],
  ],
  optimizer: ["adam", { clipValue: 0.1 }],
};

/** After three steps, in the order of the engines. */
async function afterSteps(names: readonly string[], job: Job): Promise<TrainingState[]> {
  const states: TrainingState[] = [];
  for (const name of names) {
    const training = await (await chooseEngine(name, [job.model])).open(job);
    await takeSteps(training, 0, 3);
    states.push(await training.exportState());
    training.close();
  }
  return states;
}

async function failing(run: () => Promise<unknown>): Promise<RunExpError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  return assert.unreachable("it did not fail") as never;
}

function assertSameState(own: TrainingState, reference: TrainingState, tolerance: number): void {
  assert.is(own.steps, reference.steps);
  for (const [index, values] of reference.weights.entries()) {
    assertClose(own.weights[index]!, values, `weight ${index}`, tolerance);
  }
  for (const [index, slots] of reference.slots.entries()) {
    for (const [slot, values] of slots.entries()) {
      assertClose(own.slots[index]![slot]!, values, `weight ${index}, slot ${slot}`, tolerance);
    }
  }
}

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/training");
  const tf = await loadWebgpu();

  test("every optimizer has a kernel, and its forms are tried here", () => {
    assert.equal(Object.keys(updates).sort(), [...optimizers.names].sort());
    assert.equal(Object.keys(FORMS).sort(), [...optimizers.names].sort());
  });

  for (const [name, forms] of Object.entries(FORMS)) {
    for (const options of forms) {
      test(`${name} ${JSON.stringify(options)} moves weights and state as its definition does`, async () => {
        const layers = [["dense", { units: 3, activation: "softmax" }]] as const;
        const job = jobOf({ layers, optimizer: [name, options] });
        const [own, reference] = await afterSteps(["webgpu", "tfjs"], job);
        assertSameState(own!, reference!, 1e-4);
      });
    }
  }

  test("penalties pull and values are clipped on the device", async () => {
    const [own, reference] = await afterSteps(["webgpu", "tfjs"], jobOf(PULLED));
    assertSameState(own!, reference!, 1e-4);
  });

  test("bounds on norms hold too, which the processor sees to", async () => {
    const bounded = { ...SMALL_CNN, optimizer: ["adamW", { globalClipNorm: 0.5, clipNorm: 0.4 }] } as const;
    const [own, reference] = await afterSteps(["webgpu", "tfjs"], jobOf(bounded));
    assertSameState(own!, reference!, 1e-3);
  });

  test("a small network trains as the tfjs engine trains it, to rounding, and to the same bytes again", async () => {
    const [own, reference, again] = await afterSteps(["webgpu", "tfjs", "webgpu"], jobOf(SMALL_CNN));
    assertSameState(own!, reference!, 1e-3);
    assert.equal(again, own);
  });

  test("masks are to the bit those that are made on the processor, from any word on", async () => {
    const words = stream(5, "dropout", 3, 2, 1);
    for (const first of [0, 3, 2 ** 33 + 6, 2 ** 34 - 2]) {
      for (const rate of [0, 0.3, 1 / 3, 0.999]) {
        tf.take();
        const [own, reference] = [tf.chance, hostChance(tf)].map((chance) =>
          chance(words).bernoulli(first, [3, 25], rate, 1.25, -0.5),
        );
        assert.equal(await tf.read(own!), await tf.read(reference!), `from word ${first}, rate ${rate}`);
        own!.dispose();
        reference!.dispose();
      }
    }
  });

  test("fifty trainings leave neither a tensor nor memory of the device behind", async () => {
    const engine = await chooseEngine("webgpu", [jobOf(SMALL_CNN).model]);
    const sizes: object[] = [];
    for (let trial = 0; trial < 50; trial++) {
      const training = await engine.open(jobOf({ ...SMALL_CNN, trial }));
      await training.step(stepOf(0));
      training.close();
      tf.take();
      const { numTensors, numBytes, ...device } = tf.core.memory() as unknown as Record<string, number>;
      sizes.push({ numTensors, numBytes, ...device });
    }
    assert.equal(sizes.at(-1), sizes[0]);
  });

  test("a model with a tensor larger than the device allows is refused before it trains", async () => {
    const { limits } = tf;
    const units = Math.ceil(Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize) / 4 / 4) + 1;
    const { model } = jobOf({ layers: [["dense", { units }]], loss: "meanSquaredError" });
    const error = await failing(() => chooseEngine("webgpu", [model]));
    assert.match(error.message, /the kernel of layer `dense_0` takes .* GiB, and the GPU holds/);
  });

  test("a batch that makes a tensor too large is refused when its training opens", async () => {
    const { model } = jobOf({ layers: [["dense", { units: 2 ** 20 }]], loss: "meanSquaredError" });
    const engine = await chooseEngine("webgpu", [model]);
    const job = { ...jobOf({ layers: [["dense", { units: 2 ** 20 }]] }), batchSize: 2 ** 14 };
    const error = await failing(() => engine.open(job));
    assert.match(error.message, /the output of layer `dense_0` takes .* in a batch of 16384/);
  });

  test("a GPU whose memory is full says so, and what to do, and trains again afterwards", async () => {
    const job = jobOf(PULLED);
    const training = await (await chooseEngine("webgpu", [job.model])).open(job);
    const { device } = tf.core.backend() as unknown as { device: GPUDevice };
    const refused = new GPUOutOfMemoryError("no room for a buffer");
    device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error: refused }));
    const error = await failing(async () => training.step(stepOf(0)));
    assert.is(error.code, "out-of-memory");
    assert.match(error.message, "no room for a buffer");
    await training.step(stepOf(1));
    training.close();
  });

  test("auto does not take a GPU that the processor stands in for, and doctor says what it is", async () => {
    const told: [string, readonly string[]][] = [];
    const { model } = jobOf(PULLED);
    const { name } = await chooseEngine("auto", [model], (...reason) => told.push(reason));
    assert.is(name, "wasm");
    assert.match(told.join("\n"), /webgpu on the GPU,google swiftshader.*asks for it/);
    const report = (await describeEngines()).find((engine) => engine.name === "webgpu")!;
    assert.match(report.findings[0]!.detail, "swiftshader");
  });

  test("auto takes a GPU that is none of software", async () => {
    const { prototype } = GPUAdapterInfo;
    const told = Object.getOwnPropertyDescriptor(prototype, "isFallbackAdapter")!;
    Object.defineProperty(prototype, "isFallbackAdapter", { ...told, get: () => false });
    try {
      const { name } = await chooseEngine("auto", [jobOf(PULLED).model]);
      assert.is(name, "webgpu");
    } finally {
      Object.defineProperty(prototype, "isFallbackAdapter", told);
    }
  });

  test("a GPU that is lost ends the training with what to do, and the next training opens it anew", async () => {
    const job = jobOf(PULLED);
    const training = await (await chooseEngine("webgpu", [job.model])).open(job);
    await training.step(stepOf(0));
    const { device } = tf.core.backend() as unknown as { device: GPUDevice };
    device.destroy();
    for (let call = 0; call < 2; call++) {
      const error = await failing(async () => training.step(stepOf(1)));
      assert.is(error.code, "device-lost");
      assert.match(error.hint, "checkpoint");
    }
    training.close();
    const [own] = await afterSteps(["webgpu"], job);
    assert.is(own!.steps, 3);
  });

  test.run();
});

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { chooseEngine, describeEngines } from "../../../src/engine/engines.ts";
import { loadWebgpu } from "../../../src/engine/webgpu/load.ts";
import { updates } from "../../../src/engine/webgpu/updates.ts";
import { optimizers } from "../../../src/train/optimizers.ts";
import { afterSteps, ownUpdatesOf, PULLED } from "../../contract/own-updates.ts";
import { jobOf, stepOf } from "../jobs.ts";
import { withGpu } from "./gpu.ts";

/** What is particular to the GPU: updates and masks that are made on it, its limits and its memory. */

async function failing(run: () => Promise<unknown>): Promise<RunExpError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  return assert.unreachable("it did not fail") as never;
}

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/training");
  const tf = await loadWebgpu();

  test("every optimizer has a kernel", () => {
    assert.equal(Object.keys(updates).sort(), [...optimizers.names].sort());
  });

  ownUpdatesOf(test, "webgpu", tf);

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

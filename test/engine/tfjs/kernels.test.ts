import type { Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { sizeOf } from "../../../src/base/shape.ts";
import { loadTfjs } from "../../../src/engine/tfjs/load.ts";

/** The mended kernels against tfjs's plain JavaScript ones, where those are right, or by hand where not. */

const test = suite("engine/tfjs/kernels");
const { core, backend } = await loadTfjs();

/** Numbers in [low, high), the same on every backend and in every call with the same shape. */
function numbers(shape: number[], low = -1, high = 1): Tensor {
  const draws = stream(5, shape.join());
  const values = Float32Array.from(
    { length: sizeOf(shape) },
    (_, index) => low + (high - low) * draws.uniform(index),
  );
  return core.tensor(values, shape);
}

/** Runs a kernel on both backends and compares all values. */
async function agrees(run: () => Tensor): Promise<void> {
  const own = core.tidy(() => run().dataSync().slice());
  await core.setBackend("cpu");
  const reference = core.tidy(() => run().dataSync().slice());
  await core.setBackend(backend);
  assert.is(own.length, reference.length);
  const off = own.findIndex((value, index) => !(Math.abs(value - reference[index]!) < 1e-4));
  assert.is(off, -1, `element ${off}: ${own[off]}, reference ${reference[off]}`);
}

const convolutions = [
  { title: "many filters on one channel", input: [3, 7, 6, 1], filter: [3, 3, 1, 12] },
  { title: "few filters on many channels", input: [2, 6, 7, 8], filter: [3, 2, 8, 3] },
  { title: "strides that leave rows over", input: [2, 8, 9, 3], filter: [3, 2, 3, 4], strides: [2, 3] },
  { title: "strides and many filters", input: [2, 8, 9, 1], filter: [3, 2, 1, 9], strides: [2, 3] },
  { title: "a 1×1 kernel", input: [2, 4, 3, 5], filter: [1, 1, 5, 2] },
] as const;

for (const pad of ["valid", "same"] as const) {
  for (const { title, ...shapes } of convolutions) {
    const inputShape = [...shapes.input] as [number, number, number, number];
    const filterShape = [...shapes.filter] as [number, number, number, number];
    const strides = "strides" in shapes ? ([...shapes.strides] as [number, number]) : 1;
    const info = core.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad);
    const attributes = { strides, pad, dataFormat: "NHWC", dilations: 1 };

    test(`gradient by the filter: ${title}, ${pad}`, () =>
      agrees(() =>
        core
          .engine()
          .runKernel(
            "Conv2DBackpropFilter",
            { x: numbers(inputShape), dy: numbers(info.outShape) },
            { ...attributes, filterShape },
          ),
      ));

    test(`gradient by the input: ${title}, ${pad}`, () =>
      agrees(() =>
        core
          .engine()
          .runKernel(
            "Conv2DBackpropInput",
            { dy: numbers(info.outShape), filter: numbers(filterShape) },
            { ...attributes, inputShape },
          ),
      ));
  }
}

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    test(`matrix product, ${transposeA ? "Aᵀ" : "A"} · ${transposeB ? "Bᵀ" : "B"}, alone and batched`, async () => {
      const [a, b] = [transposeA ? [4, 3] : [3, 4], transposeB ? [5, 4] : [4, 5]];
      await agrees(() => core.matMul(numbers(a), numbers(b), transposeA, transposeB));
      await agrees(() => core.matMul(numbers([2, ...a]), numbers([2, ...b]), transposeA, transposeB));
    });
  }
}

test("the gradient of max pooling is right where every input is negative", async () => {
  await agrees(() =>
    core.grad((x) => core.maxPool(x as never, 2, 2, "valid"))(numbers([2, 4, 6, 3], -2, -1)),
  );
  await agrees(() =>
    core.grad((x) => core.maxPool3d(x as never, 2, 2, "valid"))(numbers([2, 4, 2, 4, 3], -2, -1)),
  );
});

test("the gradient of max pooling goes to the first of equal values", () => {
  const x = core.zeros([1, 2, 2, 1]);
  const gradient = core.grad((x) => core.maxPool(x as never, 2, 2, "valid"))(x);
  assert.equal([...gradient.dataSync()], [1, 0, 0, 0]);
});

test("the gradient of average pooling shares among the cells that are inside", () => {
  const x = core.zeros([1, 3, 1, 1]);
  const gradient = core.grad((x) => core.avgPool(x as never, [2, 1], [2, 1], "same"))(x);
  assert.equal([...gradient.dataSync()], [0.5, 0.5, 1]);
});

test("rows of one segment are added, and ids outside are left out", () => {
  const x = core.tensor2d([1, 2, 10, 20, 100, 200], [3, 2]);
  const sums = core.unsortedSegmentSum(x, core.tensor1d([2, 0, 2], "int32"), 3);
  assert.equal([...sums.dataSync()], [10, 20, 0, 0, 101, 202]);
  const outside = core.unsortedSegmentSum(x, core.tensor1d([-1, 3, 0], "int32"), 1);
  assert.equal([...outside.dataSync()], [100, 200]);
});

test("step keeps NaN, so that a diverged training is seen", () => {
  const stepped = core.step(core.tensor1d([-1, 0, 2, Number.NaN]), 0.5);
  assert.equal([...stepped.dataSync()], [0.5, 0.5, 1, Number.NaN]);
});

test.run();

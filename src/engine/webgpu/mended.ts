import type { KernelFunc, Tensor } from "@tensorflow/tfjs-core";
import { nameOf, type Tagged } from "../../component/component.ts";
import type { Tf } from "../../model/layer.ts";
import type { Model } from "../../model/model.ts";
import { type Attributes, type Sweep, sweep2d, sweep3d } from "../tfjs/kernels/pooling.ts";

type Core = Tf["core"];

/**
 * Puts in place what is wrong in tfjs 4.22's WebGPU backend: the gradient of average pooling, where padding is `same`,
 * divides by all cells of a window, and the average is over those inside. Called once, after the backend's import.
 */
export function mendWebgpu(core: Core): void {
  for (const [kernelName, sweepOf] of [
    ["AvgPoolGrad", sweep2d],
    ["AvgPool3DGrad", sweep3d],
  ] as const) {
    const { kernelFunc } = core.getKernel(kernelName, "webgpu");
    core.unregisterKernel(kernelName, "webgpu");
    core.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: weighted(core, kernelFunc, sweepOf),
    });
  }
}

/** What the backend cannot compute of a model, one sentence a layer. */
export function uncomputable({ nodes }: Model): string[] {
  return nodes
    .filter(({ layer }) => turnsVolumes(layer))
    .map(({ name }) => `layer \`${name}\` turns and pads a volume, which tfjs cannot do on WebGPU`);
}

/** Whether a layer, or the one that it wraps, is a transposed convolution of volumes. */
function turnsVolumes(layer: Tagged): boolean {
  const name = nameOf(layer);
  const wrapped = layer[name]?.layer as Tagged | undefined;
  return name === "conv3dTranspose" || (wrapped !== undefined && turnsVolumes(wrapped));
}

/** The gradient over outputs that are scaled by what share of their windows lies inside. */
function weighted(
  core: Core,
  original: KernelFunc,
  sweepOf: (core: Core, input: Tensor, attributes: Attributes) => Sweep,
): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { dy, input } = inputs as { dy: Tensor; input: Tensor };
    const inverse = core.tensor(inverseShares(sweepOf(core, input, attrs as unknown as Attributes)));
    const shape = dy.shape.map((length, axis) => (axis === 0 || axis === dy.shape.length - 1 ? 1 : length));
    const scaled = core.mul(dy, core.reshape(inverse, shape));
    return original({
      inputs: { ...inputs, dy: scaled },
      backend,
      ...(attrs === undefined ? {} : { attrs }),
    });
  };
}

/** For each output, the cells of its window by those that lie in the input. */
function inverseShares({ input, output, window, strides, before }: Sweep): Float32Array {
  const along = (axis: 0 | 1 | 2): number[] =>
    Array.from({ length: output[axis] }, (_, place) => {
      const from = place * strides[axis] - before[axis];
      return window[axis] / (Math.min(input[axis], from + window[axis]) - Math.max(0, from));
    });
  const [depth, height, width] = [along(0), along(1), along(2)];
  return Float32Array.from(depth.flatMap((z) => height.flatMap((y) => width.map((x) => z * y * x))));
}

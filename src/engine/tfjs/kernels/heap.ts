import type * as tfCore from "@tensorflow/tfjs-core";
import type { DataType, KernelFunc, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";

type Core = typeof tfCore;

/** The part of tfjs's WebAssembly backend that a kernel in JavaScript needs. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: DataType, memoryOffset?: null, values?: TypedArray): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): TypedArray;
}

/** The same of the JavaScript backend. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values?: TypedArray): TensorInfo;
  readSync(dataId: object): TypedArray;
  disposeIntermediateTensorInfo(info: TensorInfo): void;
}

/**
 * A new float32 tensor of `shape`, filled by `fill` from zeros. Inputs and output are views of the WebAssembly
 * memory, row-major, valid during the call.
 */
export function computed<Name extends string>(
  backend: object,
  inputs: Readonly<Record<Name, TensorInfo>>,
  shape: readonly number[],
  fill: (out: Float32Array, inputs: Readonly<Record<Name, TypedArray>>) => void,
): TensorInfo {
  const heap = backend as WasmBackend;
  const out = heap.makeOutput([...shape], "float32"); // first: it may move the memory
  const views = Object.fromEntries(
    Object.entries<TensorInfo>(inputs).map(([name, info]) => [name, heap.typedArrayFromHeap(info)]),
  ) as Record<Name, TypedArray>;
  const values = heap.typedArrayFromHeap(out) as Float32Array;
  values.fill(0);
  fill(values, views);
  return out;
}

/** The kernel of tfjs's JavaScript backend, over copies. */
export function borrowed(kernelName: string): (core: Core) => KernelFunc {
  return (core) =>
    ({ inputs, backend, attrs }) => {
      const heap = backend as WasmBackend;
      const cpu = core.engine().findBackend("cpu") as unknown as CpuBackend;
      const copies = Object.entries(inputs).map(([name, info]) => {
        const { shape, dtype } = info!;
        return [name, cpu.makeTensorInfo(shape, dtype, heap.typedArrayFromHeap(info!).slice())] as const;
      });
      const { kernelFunc } = core.getKernel(kernelName, "cpu");
      const result = kernelFunc({
        inputs: Object.fromEntries(copies),
        backend: cpu,
        ...(attrs === undefined ? {} : { attrs }),
      }) as TensorInfo;
      const out = heap.makeOutput(result.shape, result.dtype, null, cpu.readSync(result.dataId));
      for (const info of [...copies.map(([, copy]) => copy), result]) cpu.disposeIntermediateTensorInfo(info);
      return out;
    };
}

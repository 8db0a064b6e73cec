import type { TensorInfo, TypedArray } from "@tensorflow/tfjs-core";

/** A number that a kernel is told, of four bytes. */
export interface Uniform {
  readonly type: "float32" | "uint32";
  readonly data: readonly [number];
}

/** The part of tfjs's WebGPU backend that kernels of our own need, and what frees its memory. */
export interface WebgpuBackend {
  readonly device: GPUDevice;
  readonly tensorMap: {
    get(dataId: object): { values: TypedArray | null; resource?: GPUBuffer };
  };
  readonly bufferManager: {
    readonly freeBuffers: Map<string, GPUBuffer[]>;
    numFreeBuffers: number;
    numBytesAllocated: number;
  };
  readonly commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  makeTensorInfo(shape: readonly number[], dtype: "float32"): TensorInfo;
  /** Gives a tensor its buffer, filled where it has values. */
  uploadToGPU(dataId: object): void;
  /** A buffer that is freed once what is recorded has been submitted. */
  makeUniforms(uniforms: readonly Uniform[]): GPUBufferBinding;
}

/** Hands the device all that has been recorded. */
export function submit(backend: WebgpuBackend): void {
  if (backend.commandEncoder === null) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Gives back the buffers that the backend holds for tensors to come. */
export function freeBuffers(backend: WebgpuBackend): void {
  submit(backend); // or what waits for it stays
  const { bufferManager } = backend;
  for (const buffers of bufferManager.freeBuffers.values()) {
    for (const buffer of buffers.splice(0)) {
      bufferManager.numFreeBuffers--;
      bufferManager.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
  }
}

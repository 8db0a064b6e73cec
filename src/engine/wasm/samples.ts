import { sizeOf } from "../../base/shape.ts";
import type { Features, Samples } from "../../data/dataset.ts";
import type { KernelName } from "./kernels.ts";
import type { Op } from "./op.ts";
import type { Region } from "./recorder.ts";
import type { Store } from "./store.ts";

/** Copies a part's features into memory, in the type they have, and returns the step that gathers a batch of them. */
export function gatherStep(
  store: Store,
  { features, count }: Samples,
  batch: { readonly count: Region; readonly indices: Region; readonly out: Region },
): Op {
  const { storage, shape, scale, offset } = features;
  const size = sizeOf(shape);
  const used = storage.subarray(0, count * size);
  const home = store.room(used.byteLength + 16);
  store.heap
    .bytes(home.address, used.byteLength)
    .set(new Uint8Array(used.buffer, used.byteOffset, used.byteLength));
  return {
    kernel: kernelOf(storage),
    numbers: [
      batch.count.address,
      batch.indices.address,
      home.address,
      size,
      spread(store, scale, size).address,
      spread(store, offset, size).address,
      batch.out.address,
    ],
  };
}

function kernelOf(storage: Features["storage"]): KernelName {
  if (storage instanceof Uint8Array) return "gatherBytes";
  return storage instanceof Int32Array ? "gatherInts" : "gatherFloats";
}

/** One number for each value of a sample. */
function spread(store: Store, numbers: Float32Array, size: number): Region {
  return store.table(Float32Array.from({ length: size }, (_, at) => numbers[at % numbers.length]!));
}

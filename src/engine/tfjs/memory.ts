import { RunExpError } from "../../base/errors.ts";

/** The part of tfjs's WebAssembly backend that takes memory. */
interface WasmBackend {
  readonly wasm: { _malloc(bytes: number): number; _free(address: number): void };
}

/**
 * Makes a full WebAssembly memory, which ends at 4 GiB, an error. tfjs takes the address 0 that it then gets for
 * a good one and overwrites what is there.
 */
export function guardMemory(backend: object): void {
  const { wasm } = backend as WasmBackend;
  wasm._free(wasm._malloc(1)); // the first call puts another function in the place of this one
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new RunExpError(
        "out-of-memory",
        `the model needs ${(bytes / 2 ** 20).toFixed(1)} MiB more than the 4 GiB that WebAssembly can address`,
        "use a smaller batchSize, or a model with smaller layers",
      );
    }
    return address;
  };
}

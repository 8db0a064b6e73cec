import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { RunExpError } from "../../base/errors.ts";
import type { KernelName } from "./kernels.ts";

/** How products are added: rounded once, or the product and the sum each. */
export type Arithmetic = "fused" | "strict";

/** The module's exports: the kernels, and what threads meet by. */
export type Exports = { readonly [Name in KernelName]: (...numbers: number[]) => void } & {
  fuses(): number;
  gemmScratch(): number;
  arrive(control: number, threads: number): number;
  awaitOthers(control: number, meeting: number, milliseconds: number): number;
  fail(control: number): void;
  order(control: number): void;
  awaitOrder(control: number, seen: number): number;
};

let loading: Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> | undefined;

/**
 * The compiled kernels in the best arithmetic that this machine has. Throws a RunExpError where WebAssembly has no
 * SIMD or no shared memory here.
 */
export async function loadKernels(): Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> {
  loading ??= load();
  return loading;
}

/** The kernels in one arithmetic, whether or not it is the best. */
export async function compileKernels(arithmetic: Arithmetic): Promise<WebAssembly.Module> {
  const file = new URL(import.meta.resolve(`#kernels/${arithmetic}.wasm`));
  return WebAssembly.compile(new Uint8Array(await readFile(file)));
}

async function load(): Promise<{ module: WebAssembly.Module; arithmetic: Arithmetic }> {
  // Node 20 has the instruction, but behind a flag; newer ones know no such flag.
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  try {
    const module = await compileKernels("fused");
    if (instantiate(module, probeMemory()).fuses() === 1) return { module, arithmetic: "fused" };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
  }
  try {
    return { module: await compileKernels("strict"), arithmetic: "strict" };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    throw new RunExpError(
      "engine-unavailable",
      "WebAssembly has no SIMD or no shared memory here, which the wasm engine needs",
      "use Node 24 on a 64-bit processor, or engine: tfjs",
      { cause: error },
    );
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}

function probeMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
}

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { RunExpError } from "../../base/errors.ts";
import { type Chance, hostChance } from "../../model/chance.ts";
import type { Tf } from "../../model/layer.ts";
import type { Finding } from "../engine.ts";
import { mendWasm } from "./kernels.ts";
import { guardMemory } from "./memory.ts";

/** TensorFlow.js with a backend that it computes on. A process may have several, one of which is tfjs's present one. */
export interface Tfjs extends Tf {
  readonly backend: "tensorflow" | "wasm" | "webgpu";
  /** Of tfjs-core and all its packages: `4.22.0`. */
  readonly version: string;
  readonly chance: Chance;
  /** Makes the backend tfjs's present one, until something else is awaited. */
  take(): void;
  /** A tensor's values, of which the tensor may keep a view. */
  read(tensor: Tensor): Promise<Float32Array>;
  /** Gives back memory that no tensor uses. */
  trim(): void;
}

const require = createRequire(import.meta.url);
let loading: Promise<Tfjs & { readonly simd: boolean }> | undefined;

/** Loads TensorFlow.js on WebAssembly once a process. Throws a RunExpError where that does not start. */
export async function loadTfjs(): Promise<Tfjs> {
  loading ??= load();
  return loading;
}

/** What this engine found on this machine. */
export async function describeTfjs(): Promise<readonly Finding[]> {
  loading ??= load();
  const { simd } = await loading;
  const detail = `one thread, ${simd ? "with" : "without"} SIMD`;
  return [{ name: "tfjs on WebAssembly", found: true, detail }];
}

async function load(): Promise<Tfjs & { readonly simd: boolean }> {
  const { core, layers } = await loadPlainTf();
  const simd = await startWasm(core);
  return {
    ...{ core, layers, simd, backend: "wasm", version: core.version_core },
    chance: hostChance({ core, layers }),
    take: () => takeBackend(core, "wasm"),
    read: (tensor) => tensor.data<"float32">(),
    trim() {},
  };
}

/** TensorFlow.js without a backend. */
export async function loadPlainTf(): Promise<Tf> {
  const core = await import("@tensorflow/tfjs-core");
  core.enableProdMode(); // or it prints advice to the console
  const layers = await import("@tensorflow/tfjs-layers");
  // It remembers the order of this many models' layers, and so keeps the models; a training asks for two orders.
  core.env().set("TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES", 2);
  return { core, layers };
}

/** Makes a backend that was started tfjs's present one. */
export function takeBackend(core: Tf["core"], backend: Tfjs["backend"]): void {
  if (core.getBackend() !== backend) void core.setBackend(backend); // it is done when the call returns
}

/** Starts the WebAssembly backend, and says whether it has SIMD. */
async function startWasm(core: Tf["core"]): Promise<boolean> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  await import("@tensorflow/tfjs-backend-cpu"); // lends kernels
  wasm.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  const listeners = crashListeners();
  const started = await core.setBackend("wasm");
  for (const { event, listener } of crashListeners()) {
    // The WebAssembly loader takes over how this process crashes; give that back.
    if (!listeners.some((old) => old.listener === listener)) process.off(event, listener);
  }
  if (!started) {
    throw new RunExpError(
      "engine-unavailable",
      "the WebAssembly backend of TensorFlow.js does not start",
      "install the dependencies anew with `npm ci`; `run-exp doctor` says what is there",
    );
  }
  mendWasm(core);
  guardMemory(core.backend());
  return (await core.env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true;
}

type Listener = (...args: unknown[]) => void;

function crashListeners(): { event: string; listener: Listener }[] {
  return ["uncaughtException", "unhandledRejection"].flatMap((event) =>
    process.rawListeners(event).map((listener) => ({ event, listener: listener as Listener })),
  );
}

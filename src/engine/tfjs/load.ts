import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { RunExpError } from "../../base/errors.ts";
import { type Chance, hostChance } from "../../model/chance.ts";
import type { Tf } from "../../model/layer.ts";
import type { Finding } from "../engine.ts";
import { gpuMissing, startGpu } from "./gpu.ts";
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

const WASM = "tfjs on WebAssembly";

const require = createRequire(import.meta.url);
let loading: Promise<{ readonly tfjs: Tfjs; readonly findings: readonly Finding[] }> | undefined;

/**
 * Loads TensorFlow.js once a process, on the GPU where there is one that it can use and else on WebAssembly.
 * Throws a RunExpError where neither starts.
 */
export async function loadTfjs(): Promise<Tfjs> {
  loading ??= load();
  return (await loading).tfjs;
}

/** What this engine found on this machine, and why not more: first of the GPU. */
export async function describeTfjs(): Promise<readonly Finding[]> {
  loading ??= load();
  return (await loading).findings;
}

/** Why this engine does not compute on a GPU; undefined where it does. Loads tfjs only where that may turn out well. */
export async function lacksGpu(): Promise<Finding | undefined> {
  const missing = gpuMissing();
  if (missing !== undefined) return missing;
  const [gpu] = await describeTfjs();
  return gpu!.found ? undefined : gpu;
}

async function load(): Promise<{ tfjs: Tfjs; findings: Finding[] }> {
  const core = await import("@tensorflow/tfjs-core");
  core.enableProdMode(); // or it prints advice to the console
  const version = core.version_core;
  const gpu = await startGpu(core);
  const findings = gpu.found ? [gpu] : [gpu, await startWasm(core)];
  const layers = await import("@tensorflow/tfjs-layers");
  const backend = gpu.found ? "tensorflow" : "wasm";
  const tfjs: Tfjs = {
    ...{ core, layers, backend, version },
    chance: hostChance({ core, layers }),
    take: () => takeBackend(core, backend),
    read: (tensor) => tensor.data<"float32">(),
    trim() {},
  };
  return { tfjs, findings };
}

/** Makes a backend that was started tfjs's present one. */
export function takeBackend(core: Tf["core"], backend: Tfjs["backend"]): void {
  if (core.getBackend() !== backend) void core.setBackend(backend); // it is done when the call returns
}

async function startWasm(core: Tf["core"]): Promise<Finding> {
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
  const simd = await core.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return { name: WASM, found: true, detail: `one thread, ${simd === true ? "with" : "without"} SIMD` };
}

type Listener = (...args: unknown[]) => void;

function crashListeners(): { event: string; listener: Listener }[] {
  return ["uncaughtException", "unhandledRejection"].flatMap((event) =>
    process.rawListeners(event).map((listener) => ({ event, listener: listener as Listener })),
  );
}

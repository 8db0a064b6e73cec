import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";
import type { Tf } from "../../model/layer.ts";
import { mendWasm } from "./kernels.ts";

/** TensorFlow.js with the backend that it computes on. */
export interface Tfjs extends Tf {
  readonly backend: "tensorflow" | "wasm";
  /** Of tfjs-core and all its packages: `4.22.0`. */
  readonly version: string;
}

/** One thing `run-exp doctor` says about this engine. */
export interface Finding {
  readonly name: string;
  readonly found: boolean;
  readonly detail: string;
}

const GPU_PACKAGE = "@tensorflow/tfjs-node-gpu";
const require = createRequire(import.meta.url);
let loading: Promise<{ readonly tfjs: Tfjs; readonly gpu: Finding }> | undefined;

/** Loads TensorFlow.js once a process, on the GPU where there is one that it can use and else on WebAssembly. */
export async function loadTfjs(): Promise<Tfjs> {
  loading ??= load();
  return (await loading).tfjs;
}

/** What was found, and why the rest was not. */
export async function describeTfjs(): Promise<readonly Finding[]> {
  loading ??= load();
  const { tfjs, gpu } = await loading;
  const simd = await tfjs.core.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const wasm = `TensorFlow.js ${tfjs.version}, one thread, ${simd ? "with" : "without"} SIMD`;
  return [gpu, { name: "tfjs on WebAssembly", found: true, detail: wasm }];
}

async function load(): Promise<{ tfjs: Tfjs; gpu: Finding }> {
  const core = await import("@tensorflow/tfjs-core");
  core.enableProdMode(); // or it prints advice to the console
  const version = core.version_core;
  const gpu = await loadGpu();
  const layers = await import("@tensorflow/tfjs-layers");
  if (gpu.found) return { tfjs: { core, layers, backend: "tensorflow", version }, gpu };

  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  await import("@tensorflow/tfjs-backend-cpu");
  wasm.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  const listeners = crashListeners();
  await core.setBackend("wasm");
  for (const { event, listener } of crashListeners()) {
    // The WebAssembly loader takes over how this process crashes; give that back.
    if (!listeners.some((old) => old.listener === listener)) process.off(event, listener);
  }
  mendWasm(core);
  return { tfjs: { core, layers, backend: "wasm", version }, gpu };
}

type Listener = (...args: unknown[]) => void;

function crashListeners(): { event: string; listener: Listener }[] {
  return ["uncaughtException", "unhandledRejection"].flatMap((event) =>
    process.listeners(event as "uncaughtException").map((listener) => ({
      event,
      listener: listener as Listener,
    })),
  );
}

/** Loads the GPU package as tfjs's backend if its native part is there, loads, and sees a GPU. */
async function loadGpu(): Promise<Finding> {
  const name = "tfjs on the GPU";
  const absent = (detail: string): Finding => ({ name, found: false, detail });
  const folder = gpuFolder();
  if (folder === undefined) return absent(`${GPU_PACKAGE} is not installed`);
  if (globSync("lib/napi-v*/tfjs_binding.node", { cwd: folder }).length === 0) {
    return absent(`${GPU_PACKAGE} is installed, but not its native library, whose download failed`);
  }
  // Node 23 took away a function that the package calls.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // warnings go to the terminal otherwise
  process.env.TF_DETERMINISTIC_OPS ??= "1";
  try {
    const gpu = await import(pathToFileURL(require.resolve(GPU_PACKAGE)).href);
    const backend = gpu.backend() as { readonly isUsingGpuDevice?: boolean };
    if (backend.isUsingGpuDevice !== true) return absent(`${GPU_PACKAGE} loads, but sees no GPU`);
  } catch (error) {
    // What the native library says is the finding: a missing CUDA library, another system's binary.
    return absent(`${GPU_PACKAGE} does not load: ${String((error as Error).message).split("\n")[0]}`);
  }
  return { name, found: true, detail: `${GPU_PACKAGE} sees a GPU` };
}

function gpuFolder(): string | undefined {
  const manifest = join(GPU_PACKAGE, "package.json").replaceAll("\\", "/");
  return require.resolve
    .paths(manifest)
    ?.map((folder) => join(folder, manifest))
    .filter((file) => globSync(file.replaceAll("\\", "/")).length > 0)
    .map(dirname)[0];
}

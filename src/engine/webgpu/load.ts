import { setImmediate } from "node:timers/promises";
import type { Tensor } from "@tensorflow/tfjs-core";
import { RunExpError } from "../../base/errors.ts";
import type { Tf } from "../../model/layer.ts";
import type { Finding } from "../engine.ts";
import { importPackage, installing } from "../packages.ts";
import { loadPlainTf, type Tfjs, takeBackend } from "../tfjs/load.ts";
import { freeBuffers, submit, type WebgpuBackend } from "./backend.ts";
import { deviceChance } from "./chance.ts";
import { type Adapter, findAdapter, PACKAGES, packagesMissing } from "./dawn.ts";
import { Kernel, type KernelText } from "./kernel.ts";
import { mendWebgpu } from "./mended.ts";

/** TensorFlow.js on a GPU that Dawn reaches. */
export interface Webgpu extends Tfjs {
  readonly backend: "webgpu";
  readonly adapter: Adapter;
  readonly limits: GPUSupportedLimits;
  /** The kernel of this text, which is compiled once. */
  kernel(text: KernelText): Kernel;
  /** Waits for all work that was begun, and forgets what went wrong in it. */
  settle(): Promise<void>;
}

/** tfjs's package, of which the part is named that is used here. */
interface BackendPackage {
  readonly WebGPUBackend: new (
    device: GPUDevice,
    info: GPUAdapterInfo,
  ) => InstanceType<Tf["core"]["KernelBackend"]>;
}

let loading: Promise<Webgpu> | undefined;
let importing: Promise<BackendPackage> | undefined;

/** Opens the GPU once a process, and anew after it was lost. Throws a RunExpError that says how to get one. */
export async function loadWebgpu(): Promise<Webgpu> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Webgpu> {
  const missing = packagesMissing();
  if (missing !== undefined) {
    const command = ["npm", ...installing(Object.values(PACKAGES))].join(" ");
    throw unavailable(missing, `\`${command}\` installs them`);
  }
  const adapter = await findAdapter();
  if (!("gpu" in adapter)) throw unavailable(adapter, UNDRIVEN);
  const { core, layers } = await loadPlainTf();
  const device = await openDevice(adapter);
  const backend = await registerBackend(core, device, adapter);
  return new OpenWebgpu({ core, layers }, adapter, device, backend);
}

const UNDRIVEN =
  "install the newest driver of the GPU, on Linux with the Vulkan loader; `engine: wasm` needs none";

function unavailable({ detail }: Pick<Finding, "detail">, hint: string): RunExpError {
  return new RunExpError("engine-unavailable", `the webgpu engine does not start: ${detail}`, hint);
}

/** A device with all that the adapter allows of what tfjs and large models ask for. */
async function openDevice({ gpu, name }: Adapter): Promise<GPUDevice> {
  const { limits } = gpu;
  const requiredLimits = {
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
  };
  try {
    return await gpu.requestDevice({ requiredLimits });
  } catch (error) {
    // What the driver says is the finding.
    throw unavailable({ detail: `${name} does not open: ${(error as Error).message}` }, UNDRIVEN);
  }
}

async function registerBackend(
  core: Tf["core"],
  device: GPUDevice,
  { gpu }: Adapter,
): Promise<WebgpuBackend> {
  importing ??= importBackend(core);
  const { WebGPUBackend } = await importing;
  // Small tensors would be computed on the processor, with another arithmetic.
  core.env().set("WEBGPU_CPU_FORWARD", false);
  const backend = asInBrowser(() => new WebGPUBackend(device, gpu.info));
  core.registerBackend("webgpu", () => backend, 0);
  await core.setBackend("webgpu");
  return backend as unknown as WebgpuBackend;
}

/** What `make` makes where it sees a browser's way to a GPU, which the backend insists on. */
function asInBrowser<Made>(make: () => Made): Made {
  const present = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { gpu: {} }, configurable: true });
  try {
    return make();
  } finally {
    if (present === undefined) Reflect.deleteProperty(globalThis, "navigator");
    else Object.defineProperty(globalThis, "navigator", present);
  }
}

/** Registers its kernels, which are the same for every device, and mends them. */
async function importBackend(core: Tf["core"]): Promise<BackendPackage> {
  const imported = await importPackage(PACKAGES.backend);
  mendWebgpu(core);
  return imported as BackendPackage;
}

class OpenWebgpu implements Webgpu {
  readonly core: Tf["core"];
  readonly layers: Tf["layers"];
  readonly backend = "webgpu";
  readonly version: string;
  readonly adapter: Adapter;
  readonly limits: GPUSupportedLimits;
  readonly chance: Tfjs["chance"];
  readonly #backend: WebgpuBackend;
  readonly #kernels = new Map<string, Kernel>();
  /** Why the device can compute nothing any more. */
  #lost: string | undefined;
  /** The first thing that went wrong since it was last told. */
  #error: GPUError | undefined;

  constructor({ core, layers }: Tf, adapter: Adapter, device: GPUDevice, backend: WebgpuBackend) {
    this.core = core;
    this.layers = layers;
    this.version = core.version_core;
    this.adapter = adapter;
    this.limits = device.limits;
    this.#backend = backend;
    this.chance = deviceChance(this, backend);
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault(); // or Dawn writes it to the terminal
      this.#error ??= (event as GPUUncapturedErrorEvent).error;
    });
    void device.lost.then(({ message }) => {
      this.#lost = message;
      loading = undefined;
      core.removeBackend("webgpu");
    });
  }

  take(): void {
    this.#refuseIfLost();
    takeBackend(this.core, "webgpu");
  }

  async read(tensor: Tensor): Promise<Float32Array> {
    let values: Float32Array;
    try {
      values = await tensor.data<"float32">();
    } catch (error) {
      await setImmediate(); // what was waited for fails before the loss is told
      this.#refuseIfLost();
      throw error;
    }
    this.#refuseIfFailed();
    return values;
  }

  trim(): void {
    if (this.#lost === undefined) freeBuffers(this.#backend);
  }

  kernel(text: KernelText): Kernel {
    const key = JSON.stringify(text);
    const present = this.#kernels.get(key) ?? new Kernel(this.#backend, text);
    this.#kernels.set(key, present);
    return present;
  }

  async settle(): Promise<void> {
    submit(this.#backend);
    await this.#backend.device.queue.onSubmittedWorkDone();
    this.#error = undefined;
  }

  #refuseIfLost(): void {
    if (this.#lost === undefined) return;
    throw new RunExpError(
      "device-lost",
      `the GPU was lost: ${this.#lost}`,
      "the same command goes on from the newest checkpoint",
    );
  }

  /** What the device could not do it tells apart from the call that asked for it. */
  #refuseIfFailed(): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) return;
    const [message] = error.message.split("\n");
    if (!(error instanceof GPUOutOfMemoryError)) throw new Error(`webgpu: ${error.message}`);
    throw new RunExpError(
      "out-of-memory",
      `the GPU has too little memory left: ${message}`,
      "use a smaller batchSize, or a model with smaller layers",
    );
  }
}

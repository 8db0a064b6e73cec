import type { Finding } from "../engine.ts";
import { importPackage, manifestOf, packageFolder, TFJS_VERSION } from "../packages.ts";

/** WebGPU outside a browser, which is Dawn, and tfjs's backend on it. */
export const PACKAGES = { dawn: "webgpu", backend: "@tensorflow/tfjs-backend-webgpu" } as const;

/** What the engine is called where it says what it found. */
const NAME = "webgpu on the GPU";

/** A GPU, or what passes itself off as one. */
export interface Adapter {
  readonly gpu: DescribedAdapter;
  /** Its make, model and driver, as it says itself: `google swiftshader swiftshader-device, SwiftShader driver 5.0.0`. */
  readonly name: string;
  /** Whether the processor computes in its place. */
  readonly software: boolean;
  /** Of the package: `0.6.2`. */
  readonly dawn: string;
}

/** WebGPU as it is today says more than its types here. */
interface DescribedAdapter extends GPUAdapter {
  readonly info: GPUAdapterInfo & { readonly isFallbackAdapter: boolean };
}

interface DawnInstance {
  requestAdapter(options: GPURequestAdapterOptions): Promise<DescribedAdapter | null>;
}

/** Kept, or the process aborts when it is collected while a device of it is in use. */
let instance: DawnInstance | undefined;

interface Dawn {
  readonly create: (options: readonly string[]) => DawnInstance;
  readonly globals: object;
}

/** What of the packages is not installed as it must be; undefined where nothing is missing. Loads nothing. */
export function packagesMissing(): Finding | undefined {
  const missing = Object.values(PACKAGES).filter((name) => packageFolder(name) === undefined);
  const are = missing.length === 1 ? "is" : "are";
  if (missing.length > 0) return absent(`${missing.join(" and ")} ${are} not installed`);
  const own = manifestOf(PACKAGES.backend).version;
  if (own === TFJS_VERSION) return undefined;
  return absent(`${PACKAGES.backend} is ${own}, and ${TFJS_VERSION} is needed`);
}

/** The fastest adapter that Dawn sees, for one device; or why there is none. The packages are installed. */
export async function findAdapter(): Promise<Adapter | Finding> {
  if (!reachesDrivers()) return absent(`${LOADER}, the Vulkan loader, is not installed`);
  let dawn: Dawn;
  try {
    dawn = (await importPackage(PACKAGES.dawn)) as Dawn;
  } catch (error) {
    // What the native loader says is the finding: a binary of another system, a missing library.
    return absent(`${PACKAGES.dawn} does not load: ${(error as Error).message.split("\n")[0]}`);
  }
  Object.assign(globalThis, dawn.globals);
  instance ??= dawn.create([]);
  const gpu = await instance.requestAdapter({ powerPreference: "high-performance" });
  if (gpu === null) return absent(`Dawn sees no GPU: no driver for ${API} was found`);
  return {
    gpu,
    name: nameOf(gpu.info),
    software: gpu.info.isFallbackAdapter,
    dawn: manifestOf(PACKAGES.dawn).version,
  };
}

/** The library by which drivers of GPUs are found on Linux. */
const LOADER = "libvulkan.so.1";

/** Whether drivers can be found. Dawn would say otherwise too, but on the terminal and with a stack. */
function reachesDrivers(): boolean {
  if (process.platform !== "linux") return true;
  try {
    process.dlopen({ exports: {} }, LOADER);
  } catch (error) {
    return !(error as Error).message.includes("cannot open shared object file"); // else: it is no module of Node's
  }
  return true;
}

/** All that an adapter says of itself. */
function nameOf({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  const told = (texts: readonly string[], between: string) =>
    texts.filter((text) => text !== "").join(between);
  return told([told([vendor, architecture, device.replace(/-+$/, "")], " "), description], ", ");
}

/** What Dawn reaches a GPU by on this system. */
const API = { darwin: "Metal", win32: "Direct3D 12 or Vulkan" }[process.platform as string] ?? "Vulkan";

/** Why `auto` does not take it; undefined where there is a GPU. Loads what it needs only where that is installed. */
export async function lacksRealGpu(): Promise<Finding | undefined> {
  const missing = packagesMissing();
  if (missing !== undefined) return missing;
  const adapter = await findAdapter();
  if (!("gpu" in adapter)) return adapter;
  return adapter.software ? findingOf(adapter) : undefined;
}

/** What `run-exp doctor` says of an adapter. */
export function findingOf({ name, software }: Adapter): Finding {
  if (!software) return { name: NAME, found: true, detail: name };
  return absent(`${name}: software in place of a GPU, used where \`engine: webgpu\` asks for it`);
}

function absent(detail: string): Finding {
  return { name: NAME, found: false, detail };
}

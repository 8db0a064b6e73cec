import { globSync } from "node:fs";
import util from "node:util";
import type { Tf } from "../../model/layer.ts";
import type { Finding } from "../engine.ts";
import { importPackage, packageFolder } from "../packages.ts";

const PACKAGE = "@tensorflow/tfjs-node-gpu";
const NAME = "tfjs on the GPU";

/**
 * What is missing before the GPU package could be loaded; undefined where nothing is. It looks for files only, which
 * spares loading TensorFlow.js on the machines that have no such package.
 */
export function gpuMissing(): Finding | undefined {
  const folder = packageFolder(PACKAGE);
  if (folder === undefined) return absent(`${PACKAGE} is not installed`);
  if (globSync("lib/napi-v*/tfjs_binding.node", { cwd: folder }).length > 0) return undefined;
  return absent(`${PACKAGE} is there, but not its native library, which its installation downloads`);
}

/** Makes the GPU package tfjs's backend, if its native part is there, loads, and sees a GPU. */
export async function startGpu(core: Tf["core"]): Promise<Finding> {
  const missing = gpuMissing();
  if (missing !== undefined) return missing;
  // Node 23 took away a function that the package calls.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // or TensorFlow writes its log to the terminal
  process.env.TF_DETERMINISTIC_OPS ??= "1";
  try {
    await importPackage(PACKAGE);
  } catch (error) {
    // What the native loader says is the finding: a missing CUDA library, a binary of another system.
    return absent(`${PACKAGE} does not load: ${(error as Error).message.split("\n")[0]}`);
  }
  const { isUsingGpuDevice } = core.backend() as { readonly isUsingGpuDevice?: boolean };
  return isUsingGpuDevice === true
    ? { name: NAME, found: true, detail: `${PACKAGE} sees a GPU` }
    : absent(`${PACKAGE} loads, but sees no GPU`);
}

function absent(detail: string): Finding {
  return { name: NAME, found: false, detail };
}

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { scratch } from "../../scratch.ts";

const require = createRequire(import.meta.url);

/** Packages that a machine may have or not have. */
const OPTIONAL = [
  "webgpu",
  "@tensorflow/tfjs-backend-webgpu",
  "@tensorflow/tfjs-node",
  "@tensorflow/tfjs-node-gpu",
];

/** A place from which run-exp runs as if only what it needs were installed, and what a test puts there. */
export class StandIn {
  readonly folder = scratch();
  readonly #programs = join(this.folder, "programs");

  constructor() {
    for (const name of ["src", "test", "dist", "package.json"]) {
      symlinkSync(resolve(name), join(this.folder, name));
    }
    mkdirSync(this.#programs);
    this.#link("");
    this.#link("@tensorflow");
  }

  /** Puts in place what is installed, but the optional packages. */
  #link(scope: string): void {
    const [from, to] = [resolve("node_modules", scope), join(this.folder, "node_modules", scope)];
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) {
      if (name.startsWith(".") || name === "@tensorflow" || OPTIONAL.includes(join(scope, name))) continue;
      symlinkSync(join(from, name), join(to, name));
    }
  }

  /** Writes a file. */
  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Writes a file into a package. */
  put(name: string, file: string, text: string): void {
    this.write(join("node_modules", name, file), text);
  }

  /** A package as tfjs-node's: its native part, if it has one, and what is run when it is loaded. */
  package(name: string, main: string, native: boolean, version = "4.22.0"): void {
    this.put(
      name,
      "package.json",
      JSON.stringify({ name, version, main: "index.js", binary: { napi_versions: [7, 8] } }),
    );
    this.put(name, "index.js", main);
    if (native) this.put(name, "lib/napi-v8/tfjs_binding.node", "");
  }

  /** A program on the path: what a shell does in its place. */
  program(name: string, shell: string): string {
    const path = join(this.#programs, name);
    writeFileSync(path, `#!/bin/sh\n${shell}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Runs code that imports from `./src/`. */
  run(code: string): SpawnSyncReturns<string> {
    const file = join(this.folder, "run.ts");
    writeFileSync(file, code);
    return this.start([file]);
  }

  /** Runs Node with these arguments. */
  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${this.#programs}:/usr/bin:/bin`,
        NODE_OPTIONS: "--preserve-symlinks --preserve-symlinks-main",
        ...environment,
      },
    });
  }
}

/** What the driver says of a GPU. */
export const NVIDIA_SMI = `echo '<nvidia_smi_log><driver_version>580.65.06</driver_version><cuda_version>13.0</cuda_version>
<gpu><product_name>NVIDIA H100 80GB HBM3</product_name></gpu></nvidia_smi_log>'`;

/**
 * The code of a package whose backend computes as tfjs's own on the processor does, and says that it is this TensorFlow
 * and whether it has a GPU.
 */
export function backendCode(library: string, hasGpu: boolean): string {
  return `
    const core = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-core"))});
    const { MathBackendCPU } = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-backend-cpu"))});
    const binding = { TF_Version: "${library}", isUsingGpuDevice: () => ${hasGpu} };
    core.registerBackend("tensorflow", () => Object.assign(new MathBackendCPU(), { binding }), 9);
    core.copyRegisteredKernels("cpu", "tensorflow");
    core.setBackend("tensorflow");
  `;
}

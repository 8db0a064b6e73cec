import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";

/** What `auto` takes where the GPU package is there, in processes that see a stand-in of it. */

const test = suite("engine/engines");

const require = createRequire(import.meta.url);

/** A package whose backend computes as tfjs's own on the processor does, and says whether it has a GPU. */
const backend = (hasGpu: boolean): string => `
  const core = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-core"))});
  const { MathBackendCPU } = require(${JSON.stringify(require.resolve("@tensorflow/tfjs-backend-cpu"))});
  core.registerBackend("tensorflow", () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice: ${hasGpu} }), 9);
  core.copyRegisteredKernels("cpu", "tensorflow");
  core.setBackend("tensorflow");
`;

interface Choice {
  readonly arithmetic: string;
  readonly passedOver: readonly (readonly [string, readonly string[]])[];
  readonly loadedTfjs: boolean;
}

/** What \`auto\` chooses beside a package that runs \`main\`, or where it is absent, undefined. */
function choiceBeside(main: string | undefined, native = true): Choice {
  const home = mkdtempSync(join(tmpdir(), "run-exp-gpu-"));
  try {
    const folder = join(home, "@tensorflow/tfjs-node-gpu");
    if (main !== undefined) {
      mkdirSync(join(folder, "lib/napi-v8"), { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "main": "index.js" }');
      writeFileSync(join(folder, "index.js"), main);
      if (native) writeFileSync(join(folder, "lib/napi-v8/tfjs_binding.node"), "");
    }
    const script = `
      import { createRequire } from "node:module";
      import { chooseEngine } from "./src/engine/engines.ts";
      import { jobOf } from "./test/engine/jobs.ts";
      const passedOver = [];
      const { model } = jobOf({ layers: [["dense", { units: 3 }]] });
      const engine = await chooseEngine("auto", [model], (...told) => passedOver.push(told));
      const loadedTfjs = Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("tfjs-core"));
      console.log(JSON.stringify({ arithmetic: engine.arithmetic(model), passedOver, loadedTfjs }));
    `;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "--eval", script],
      { encoding: "utf8", env: { ...process.env, NODE_PATH: home } },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Choice;
  } finally {
    rmSync(home, { recursive: true });
  }
}

test("a GPU that tfjs sees is taken first", () => {
  const { arithmetic, passedOver } = choiceBeside(backend(true));
  assert.match(arithmetic, /^tfjs-tensorflow /);
  assert.equal(passedOver, []);
});

for (const [what, main, reason] of [
  ["that sees no GPU", backend(false), "loads, but sees no GPU"],
  [
    "that does not load",
    "throw new Error('libcudart is not there')",
    "does not load: libcudart is not there",
  ],
] as const) {
  test(`a GPU package ${what} is passed over with that reason, and the wasm engine taken`, () => {
    const { arithmetic, passedOver } = choiceBeside(main);
    assert.match(arithmetic, /^wasm-/);
    assert.equal(passedOver[0], ["tfjs on the GPU", [`@tensorflow/tfjs-node-gpu ${reason}`]]);
    assert.equal(passedOver.map(([engine]) => engine).slice(1), ["webgpu on the GPU"]);
  });
}

for (const [what, main, reason] of [
  ["is not installed", undefined, /not installed/],
  ["lacks its native library", backend(true), /not its native library/],
] as const) {
  test(`where the GPU package ${what}, tfjs is not loaded to find that out`, () => {
    const { arithmetic, passedOver, loadedTfjs } = choiceBeside(main, false);
    assert.match(arithmetic, /^wasm-/);
    assert.match(passedOver.join(), reason);
    assert.not.ok(loadedTfjs);
  });
}

test.run();

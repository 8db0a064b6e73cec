import { suite } from "uvu";
import * as assert from "uvu/assert";
import { backendCode, NVIDIA_SMI, StandIn } from "./tensorflow/stand-in.ts";

/** What `auto` takes where TensorFlow's package is there, in processes that see a stand-in of it. */

const test = suite("engine/engines");

interface Choice {
  readonly arithmetic: string;
  readonly passedOver: readonly (readonly [string, readonly string[]])[];
  readonly loadedTfjs: boolean;
}

const CHOOSE = `
  import { createRequire } from "node:module";
  import { chooseEngine } from "./src/engine/engines.ts";
  import { jobOf } from "./test/engine/jobs.ts";
  const passedOver = [];
  const { model } = jobOf({ layers: [["dense", { units: 3 }]] });
  const engine = await chooseEngine("auto", [model], (...told) => passedOver.push(told));
  const loadedTfjs = Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("tfjs-core"));
  console.log(JSON.stringify({ arithmetic: engine.arithmetic(model), passedOver, loadedTfjs }));
`;

function choiceIn(place: StandIn): Choice {
  const { stdout, stderr, status } = place.run(CHOOSE);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Choice;
}

/** Why TensorFlow on a GPU was not taken. */
function reasonOf({ passedOver }: Choice): string {
  const [[name, reasons]] = passedOver as [readonly [string, readonly string[]]];
  assert.is(name, "tensorflow on the GPU");
  return reasons.join();
}

const GPU = "@tensorflow/tfjs-node-gpu";

test("a GPU that TensorFlow sees is taken first, and the arithmetic names it", () => {
  const place = new StandIn();
  place.package(GPU, backendCode("2.21.0", true), true);
  place.program("nvidia-smi", NVIDIA_SMI);
  const { arithmetic, passedOver } = choiceIn(place);
  assert.is(arithmetic, "tensorflow 2.21.0 through tfjs 4.22.0, NVIDIA H100 80GB HBM3, driver 580.65.06");
  assert.equal(passedOver, []);
});

test("a TensorFlow that sees no GPU is passed over, and the wasm engine taken", () => {
  const place = new StandIn();
  place.package(GPU, backendCode("2.21.0", false), true);
  place.program("nvidia-smi", NVIDIA_SMI);
  const choice = choiceIn(place);
  assert.match(choice.arithmetic, /^wasm-/);
  assert.match(reasonOf(choice), /H100.*is there.*but TensorFlow 2\.21\.0 does not use it/);
  assert.equal(choice.passedOver.map(([engine]) => engine).slice(1), ["webgpu on the GPU"]);
});

test("a TensorFlow that does not load is passed over with what the loader says", () => {
  const place = new StandIn();
  place.package(GPU, "throw new Error('libtensorflow.so.2: cannot open shared object file')", true);
  place.program("nvidia-smi", NVIDIA_SMI);
  const choice = choiceIn(place);
  assert.match(choice.arithmetic, /^wasm-/);
  assert.match(reasonOf(choice), "does not find libtensorflow.so.2");
});

test("without an NVIDIA GPU, TensorFlow is not loaded to find that out", () => {
  const place = new StandIn();
  place.package(GPU, backendCode("2.21.0", false), true);
  const choice = choiceIn(place);
  assert.match(reasonOf(choice), "nvidia-smi finds no GPU");
  assert.not.ok(choice.loadedTfjs);
});

test("nor where its package is missing, or its native part", () => {
  const place = new StandIn();
  assert.match(reasonOf(choiceIn(place)), "is installed");
  place.package(GPU, backendCode("2.21.0", true), false);
  const choice = choiceIn(place);
  assert.match(reasonOf(choice), "without its native part");
  assert.not.ok(choice.loadedTfjs);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Addon, refusal } from "../../../src/engine/tensorflow/addon.ts";
import { blindness } from "../../../src/engine/tensorflow/engine.ts";
import { readReport } from "../../../src/engine/tensorflow/nvidia.ts";
import { backendCode, NVIDIA_SMI, StandIn } from "./stand-in.ts";

/** What is said where TensorFlow does not load, which needs none. */

const test = suite("engine/tensorflow/addon");

const ADDON: Addon = { name: "@tensorflow/tfjs-node", file: "/there/tfjs_binding.node" };

const OPEN = `
  import { openTensorflow } from "./src/engine/tensorflow/engine.ts";
  try {
    await openTensorflow();
  } catch ({ code, message, hint }) {
    console.log(JSON.stringify({ code, message, hint }));
  }
`;

interface Told {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

function toldIn(place: StandIn): Told {
  const { stdout, stderr } = place.run(OPEN);
  assert.is(stderr, "");
  const told = JSON.parse(stdout) as Told;
  assert.is(told.code, "engine-unavailable");
  return told;
}

test("a package that is not installed is said, and how to get it", () => {
  const { message, hint } = toldIn(new StandIn());
  assert.match(message, "neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed");
  assert.match(hint, "run-exp doctor --install tensorflow");
});

test("an installation whose script did not run is told from one whose download failed", () => {
  const place = new StandIn();
  place.package("@tensorflow/tfjs-node", "", false);
  assert.match(toldIn(place).message, /its installation script.*has not run/);
  place.put("@tensorflow/tfjs-node", "deps/half", "");
  const { message, hint } = toldIn(place);
  assert.match(message, /the download of TensorFlow 2\.9\.1 by its installation failed/);
  assert.match(hint, "run-exp doctor --install tensorflow");
});

test("a package of another version is refused with both", () => {
  const place = new StandIn();
  place.package("@tensorflow/tfjs-node", "", true, "4.21.0");
  const { message, hint } = toldIn(place);
  assert.match(message, "@tensorflow/tfjs-node is 4.21.0, and 4.22.0 is needed");
  assert.match(hint, "run-exp doctor --install tensorflow");
});

test("a package that npm has left half written is none", () => {
  const place = new StandIn();
  place.put("@tensorflow/tfjs-node", "README.md", "");
  place.put("@tensorflow/tfjs-node-gpu", "package.json", '{ "version": ');
  assert.match(toldIn(place).message, "is installed");
});

test("a native part that is no library of this system is said with Node and the system", () => {
  const place = new StandIn();
  place.package("@tensorflow/tfjs-node", "require('./lib/napi-v8/tfjs_binding.node')", true);
  place.put("@tensorflow/tfjs-node", "lib/napi-v8/tfjs_binding.node", "this is no library");
  const { message } = toldIn(place);
  assert.match(message, `not for Node ${process.versions.node} on ${process.platform}-${process.arch}`);
});

test("what else the loader says becomes what to do", () => {
  const gone = refusal(
    ADDON,
    "libtensorflow_cc.so.2: cannot open shared object file: No such file or directory",
  );
  assert.match(gone.detail, "does not find libtensorflow_cc.so.2");
  assert.match(gone.hint, /it was there when .* was built: put it back; or .*doctor --install tensorflow/);
  const older = refusal(
    ADDON,
    "was compiled against a different Node.js version using\nNODE_MODULE_VERSION 93.",
  );
  assert.match(older.detail, `not for Node ${process.versions.node}`);
  assert.match(refusal(ADDON, "undefined symbol: TFE_NewContext").detail, "does not load: undefined symbol");
});

test("the package with a native part is taken before one without", () => {
  const place = new StandIn();
  place.package("@tensorflow/tfjs-node-gpu", "", false);
  place.package("@tensorflow/tfjs-node", backendCode("2.9.1", false), true);
  const { stdout, stderr } = place.run(`
    import { describeTensorflow } from "./src/engine/tensorflow/engine.ts";
    console.log(JSON.stringify(await describeTensorflow()));
  `);
  assert.is(stderr, "");
  const [loaded, gpu] = JSON.parse(stdout) as { detail: string; found: boolean }[];
  assert.match(loaded!.detail, /^2\.9\.1, through @tensorflow\/tfjs-node, on /);
  assert.equal([gpu!.found, gpu!.detail], [false, "nvidia-smi finds no GPU"]);
});

test("the report of nvidia-smi is read, and one that names no GPU is none", () => {
  const report = NVIDIA_SMI.slice("echo '".length, -1);
  assert.equal(readReport(report), { name: "NVIDIA H100 80GB HBM3", driver: "580.65.06", cuda: "13.0" });
  assert.is(readReport("<nvidia_smi_log></nvidia_smi_log>"), undefined);
});

test("a CUDA that is too new for an old TensorFlow is said, and otherwise that TensorFlow was built without", () => {
  const nvidia = { name: "NVIDIA H100", driver: "580.65.06", cuda: "13.0" };
  const old = blindness({ library: "2.9.1" }, nvidia);
  assert.match(old, /NVIDIA H100 is there \(driver 580\.65\.06, CUDA up to 13\.0\)/);
  assert.match(old, /2\.9\.1 needs CUDA 11\.2 with cuDNN 8\.1: newer ones are too new/);
  assert.match(blindness({ library: "2.21.0" }, nvidia), /built for cores alone, or does not find its CUDA/);
});

test.run();

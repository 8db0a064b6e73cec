import { suite } from "uvu";
import { contractOf } from "../../contract/engine-contract.ts";
import { withGpu } from "./gpu.ts";

/** The engine is held to what every engine is. */

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/contract");
  contractOf(test, "webgpu");
  test.run();
});

import { suite } from "uvu";
import { uncomputable } from "../../../src/engine/webgpu/mended.ts";
import { layersOf } from "../../contract/layer-steps.ts";
import { withGpu } from "./gpu.ts";

/** Every layer on the GPU. WGSL allows its exponential and tangent more than others do. */

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/layers");
  layersOf(test, "webgpu", 2e-5, (model) => uncomputable(model).length > 0);
  test.run();
});

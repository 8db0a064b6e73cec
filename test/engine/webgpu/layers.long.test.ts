import { suite } from "uvu";
import { chooseEngine } from "../../../src/engine/engines.ts";
import { uncomputable } from "../../../src/engine/webgpu/mended.ts";
import { activations } from "../../../src/model/activations.ts";
import { type LayerCase, layerCases, titleOf } from "../../contract/layer-cases.ts";
import { assertAlike, jobOfModel, modelInFront, randomWeights, stepFrom } from "../steps.ts";
import { withGpu } from "./gpu.ts";

/** Every layer and every activation on the GPU: outputs, gradients and moving statistics against the tfjs engine. */

const activationCases: readonly LayerCase[] = activations.names.map((activation) => ({
  ...{ layer: "dense", options: { units: 5, activation }, inputs: [[3]], output: [5] },
}));

/** Relative, where no sum has lost digits. WGSL allows its exponential and tangent more than others do. */
const TOLERANCE = 2e-5;

await withGpu(import.meta.filename, async () => {
  const test = suite("engine/webgpu/layers");

  for (const layerCase of [...layerCases, ...activationCases]) {
    test(`${titleOf(layerCase)}: outputs, gradients and moving statistics are tfjs's`, async () => {
      const model = modelInFront(layerCase);
      if (uncomputable(model).length > 0) return;
      const job = jobOfModel(model, layerCase.classes);
      const weights = randomWeights(model);
      const stepOn = async (name: string) => {
        const training = await (await chooseEngine(name, [model])).open(job);
        const step = await stepFrom(training, job, weights);
        training.close();
        return step;
      };
      assertAlike(model, await stepOn("webgpu"), await stepOn("tfjs"), "webgpu", TOLERANCE);
    });
  }

  test.run();
});

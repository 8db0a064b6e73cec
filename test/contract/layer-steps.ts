import type { suite } from "uvu";
import { chooseEngine } from "../../src/engine/engines.ts";
import { activations } from "../../src/model/activations.ts";
import type { Model } from "../../src/model/model.ts";
import { assertAlike, jobOfModel, modelInFront, randomWeights, stepFrom } from "../engine/steps.ts";
import { type LayerCase, layerCases, titleOf } from "./layer-cases.ts";

const activationCases: readonly LayerCase[] = activations.names.map((activation) => ({
  ...{ layer: "dense", options: { units: 5, activation }, inputs: [[3]], output: [5] },
}));

/**
 * Every layer and every activation on the engine of this name: outputs, gradients and moving statistics against the
 * tfjs engine. `tolerance` is relative, where no sum has lost digits; what `refused` is true of is left out.
 */
export function layersOf(
  test: ReturnType<typeof suite>,
  name: string,
  tolerance: number,
  refused: (model: Model) => boolean,
): void {
  for (const layerCase of [...layerCases, ...activationCases]) {
    test(`${titleOf(layerCase)}: outputs, gradients and moving statistics are tfjs's`, async () => {
      const model = modelInFront(layerCase);
      if (refused(model)) return;
      const job = jobOfModel(model, layerCase.classes);
      const weights = randomWeights(model);
      const stepOn = async (engine: string) => {
        const training = await (await chooseEngine(engine, [model])).open(job);
        const step = await stepFrom(training, job, weights);
        training.close();
        return step;
      };
      assertAlike(model, await stepOn(name), await stepOn("tfjs"), name, tolerance);
    });
  }
}

import type { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../src/base/random.ts";
import type { Job } from "../../src/engine/engine.ts";
import { chooseEngine } from "../../src/engine/engines.ts";
import type { Tfjs } from "../../src/engine/tfjs/load.ts";
import { hostChance } from "../../src/model/chance.ts";
import { optimizers } from "../../src/train/optimizers.ts";
import type { TrainingState } from "../../src/train/training.ts";
import { type JobPlan, jobOf, SMALL_CNN, stepOf, takeSteps } from "../engine/jobs.ts";
import { assertClose } from "../engine/steps.ts";

/** The forms of each optimizer that differ in code. */
const FORMS: Readonly<Record<string, readonly object[]>> = {
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
  adam: [{}, { amsgrad: true }, { beta1: 0, beta2: 0 }],
  adamW: [{ weightDecay: 0.1 }, { amsgrad: true }],
  adamax: [{}],
  nadam: [{}],
  rmsprop: [{}, { rho: 0 }, { centered: true }, { momentum: 0.5 }, { centered: true, momentum: 0.5 }],
  adagrad: [{}],
  adadelta: [{}],
};

/** Penalties and clipping by value, which belong to the update. */
export const PULLED: JobPlan = {
  layers: [
    ["dense", { units: 3, activation: "softmax", kernelRegularizer: { l1l2: { l1: 0.02, l2: 0.05 } } }],
  ],
  optimizer: ["adam", { clipValue: 0.1 }],
};

/** After three steps, in the order of the engines. */
export async function afterSteps(names: readonly string[], job: Job): Promise<TrainingState[]> {
  const states: TrainingState[] = [];
  for (const name of names) {
    const training = await (await chooseEngine(name, [job.model])).open(job);
    await takeSteps(training, 0, 3);
    states.push(await training.exportState());
    training.close();
  }
  return states;
}

function assertSameState(own: TrainingState, reference: TrainingState, tolerance: number): void {
  assert.is(own.steps, reference.steps);
  for (const [index, values] of reference.weights.entries()) {
    assertClose(own.weights[index]!, values, `weight ${index}`, tolerance);
  }
  for (const [index, slots] of reference.slots.entries()) {
    for (const [slot, values] of slots.entries()) {
      assertClose(own.slots[index]![slot]!, values, `weight ${index}, slot ${slot}`, tolerance);
    }
  }
}

/**
 * What an engine of tfjs's is held to that moves weights and draws chance by means of its own: the results are those of
 * the tfjs engine, which does both on the processor.
 */
export function ownUpdatesOf(test: ReturnType<typeof suite>, name: string, tf: Tfjs): void {
  test("the forms of every optimizer are tried", () => {
    assert.equal(Object.keys(FORMS).sort(), [...optimizers.names].sort());
  });

  for (const [optimizer, forms] of Object.entries(FORMS)) {
    for (const options of forms) {
      test(`${optimizer} ${JSON.stringify(options)} moves weights and state as its definition does`, async () => {
        const layers = [["dense", { units: 3, activation: "softmax" }]] as const;
        const job = jobOf({ layers, optimizer: [optimizer, options] });
        const [own, reference] = await afterSteps([name, "tfjs"], job);
        assertSameState(own!, reference!, 1e-4);
      });
    }
  }

  test("penalties pull and values are clipped on the device", async () => {
    const [own, reference] = await afterSteps([name, "tfjs"], jobOf(PULLED));
    assertSameState(own!, reference!, 1e-4);
  });

  test("bounds on norms hold too, which the processor sees to", async () => {
    const bounded = { ...SMALL_CNN, optimizer: ["adamW", { globalClipNorm: 0.5, clipNorm: 0.4 }] } as const;
    const [own, reference] = await afterSteps([name, "tfjs"], jobOf(bounded));
    assertSameState(own!, reference!, 1e-3);
  });

  test("a small network trains as the tfjs engine trains it, to rounding, and to the same bytes again", async () => {
    const [own, reference, again] = await afterSteps([name, "tfjs", name], jobOf(SMALL_CNN));
    assertSameState(own!, reference!, 1e-3);
    assert.equal(again, own);
  });

  test("masks are to the bit those that are made on the processor, from any word on", async () => {
    const words = stream(5, "dropout", 3, 2, 1);
    for (const first of [0, 3, 2 ** 33 + 6, 2 ** 34 - 2]) {
      for (const rate of [0, 0.3, 1 / 3, 0.999]) {
        tf.take();
        const [own, reference] = [tf.chance, hostChance(tf)].map((chance) =>
          chance(words).bernoulli(first, [3, 25], rate, 1.25, -0.5),
        );
        assert.equal(await tf.read(own!), await tf.read(reference!), `from word ${first}, rate ${rate}`);
        own!.dispose();
        reference!.dispose();
      }
    }
  });

  test("fifty trainings leave neither a tensor nor memory behind", async () => {
    const engine = await chooseEngine(name, [jobOf(SMALL_CNN).model]);
    const sizes: object[] = [];
    for (let trial = 0; trial < 50; trial++) {
      const training = await engine.open(jobOf({ ...SMALL_CNN, trial }));
      await training.step(stepOf(0));
      training.close();
      tf.take();
      const { numTensors, numBytes, ...device } = tf.core.memory() as unknown as Record<string, number>;
      sizes.push({ numTensors, numBytes, ...device });
    }
    assert.equal(sizes.at(-1), sizes[0]);
  });
}

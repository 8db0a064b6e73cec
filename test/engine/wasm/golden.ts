import { createHash } from "node:crypto";
import type { TrainingState } from "../../../src/train/training.ts";
import { classes, type JobPlan } from "../jobs.ts";

/** A short training, and the SHA-256 of its weights and the optimizer's state after it, in both arithmetics. */
export interface Golden {
  readonly plan: JobPlan;
  readonly steps: number;
  readonly fused: string;
  readonly strict: string;
}

/**
 * Trainings whose every bit is written down. A change of one of these numbers is a change of what runs give: it needs
 * a new REVISION in src/engine/wasm/engine.ts. A new case is a plan here; the test says its numbers.
 */
export const GOLDEN: Readonly<Record<string, Golden>> = {
  dense: {
    plan: {
      data: classes([7, 3]),
      layers: [
        ["flatten"],
        ["dense", { units: 17, activation: "relu", kernelRegularizer: { l2: { l2: 0.01 } } }],
        ["dropout", { rate: 0.3 }],
        ["dense", { units: 3, activation: "softmax", kernelConstraint: { maxNorm: { maxValue: 1 } } }],
      ],
      optimizer: ["adam", { globalClipNorm: 1 }],
    },
    steps: 20,
    fused: "2125cf188f13dcab4d9191f23cc5473f3a8104b37b0ce7656cad09d46bf89050",
    strict: "8c764a2eabbc77734b9f1893301bf830b40da0c29d526e15366d1ab689ba209b",
  },
};

export function hashOf({ weights, slots }: TrainingState): string {
  const hash = createHash("sha256");
  for (const values of [...weights, ...slots.flat()]) hash.update(values);
  return hash.digest("hex");
}

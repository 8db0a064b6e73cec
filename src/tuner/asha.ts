import { OptionProblem } from "../base/errors.ts";
import { int, options } from "../component/options.ts";
import { budget } from "./budget.ts";
import { begun, randomConfiguration, untried } from "./fresh.ts";
import { halvings, nextUp, promotion, rungEpochs, standing } from "./rungs.ts";
import { tuner } from "./tuner.ts";

interface Rungs {
  readonly maxEpochs: number;
  readonly minEpochs: number;
  readonly factor: number;
}

/**
 * Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht, Talwalkar, "A system for massively parallel
 * hyperparameter tuning", MLSys 2020. Nothing waits for a rung to be full: whoever is among the best 1/η of those that
 * have ended on a rung goes on at once. A trial that fails leaves its place to the next best.
 */
export const asha = tuner({
  name: "asha",
  summary: "Many short trainings of which the best go on at once (Li et al. 2020)",
  options: options({
    trials: int("How many configurations are tried", { min: 1 }),
    maxEpochs: int("Epochs of a training that reaches the last rung", { min: 1 }),
    minEpochs: int("Fewest epochs of a training that is compared with others", { min: 1, default: 1 }),
    factor: int("Of so many trials one is promoted", { min: 2, default: 3 }),
  }),
  results: "byCost",
  check({ maxEpochs, minEpochs }) {
    if (minEpochs <= maxEpochs) return;
    const message = `\`minEpochs\` is ${minEpochs} and \`maxEpochs\` ${maxEpochs}`;
    throw new OptionProblem(["tuner", "asha", "minEpochs"], message, "swap them");
  },
  outline(chosen, space) {
    const { factor } = chosen;
    const planned = budget(chosen.trials, space);
    const rungs = epochsOf(chosen).map((epochs, rung) => {
      return { bracket: 0, rung, trials: Math.floor(planned.trials / factor ** rung), epochs };
    });
    const warnings = [...planned.warnings];
    const needed = factor ** (rungs.length - 1);
    if (planned.trials < needed) {
      warnings.push(`it takes ${needed} trials for one to reach ${chosen.maxEpochs} epochs`);
    }
    if (rungs.length === 1) {
      warnings.push("no trial is ever promoted: `maxEpochs` must be `factor` times `minEpochs` or more");
    }
    return { trials: planned.trials, rungs, warnings };
  },
  propose(knowledge, chosen) {
    const { space, seed, steps, goal } = knowledge;
    const stands = epochsOf(chosen).map((epochs, rung) => {
      return {
        epochs,
        ...standing(
          steps.filter(({ place }) => place?.rung === rung),
          goal,
        ),
      };
    });
    for (let rung = stands.length - 1; rung > 0; rung--) {
      const [own, below] = [stands[rung]!, stands[rung - 1]!];
      if (own.alive >= Math.floor(below.ended / chosen.factor)) continue;
      const best = nextUp(below, own);
      if (best !== undefined) return promotion(best, 0, rung, own.epochs);
    }
    const trial = begun(steps) + 1;
    const configuration =
      trial > chosen.trials
        ? undefined
        : untried(knowledge, (attempt) => randomConfiguration(space, seed, "asha", trial, attempt));
    if (configuration !== undefined) {
      return { configuration, epochs: stands[0]!.epochs, place: { bracket: 0, rung: 0 } };
    }
    return stands.some(({ ended, entered }) => ended < entered.size) ? "wait" : "done";
  },
});

function epochsOf({ maxEpochs, minEpochs, factor }: Rungs): readonly number[] {
  return rungEpochs(maxEpochs, factor, halvings(maxEpochs, factor, minEpochs));
}

import { int, options } from "../component/options.ts";
import type { Configuration, Space } from "../space/space.ts";
import { fewerThan } from "./budget.ts";
import { begun, randomConfiguration, untried } from "./fresh.ts";
import { halvings, nextUp, promotion, rungEpochs, type Standing, standing } from "./rungs.ts";
import { type Knowledge, type Place, type Proposal, type Rung, type Step, tuner } from "./tuner.ts";

interface Options {
  readonly maxEpochs: number;
  readonly factor: number;
  readonly iterations: number;
}

/**
 * Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar, "Hyperband: a novel bandit-based approach to hyperparameter
 * optimization", JMLR 18, 2018. Bracket s of s_max … 0 begins with ⌈(s_max + 1) ηˢ / (s + 1)⌉ trials of R / ηˢ epochs,
 * rounded; of each rung 1/η go on. While a rung waits for results, the next bracket begins. A trial that fails leaves
 * its place to the next best of the rung it came from.
 */
export const hyperband = tuner({
  name: "hyperband",
  summary: "Many short trainings of which the best go on (Li et al. 2018)",
  options: options({
    maxEpochs: int("Epochs of a training that reaches the last rung", { min: 1 }),
    factor: int("Of so many trials one is promoted", { min: 2, default: 3 }),
    iterations: int("How often the whole schedule is run", { min: 1, default: 1 }),
  }),
  // Its steps differ in length by as much as its rungs: in order, short ones would wait for long ones.
  results: "byCost",
  outline(chosen, space) {
    const rungs = brackets(chosen).flat();
    const trials = rungs.reduce((sum, rung) => sum + (rung.rung === 0 ? rung.trials : 0), 0);
    return { trials, rungs, warnings: warningsOf(chosen, trials, space) };
  },
  propose(knowledge, chosen) {
    const places = byPlace(knowledge.steps);
    let waits = false;
    for (const rungs of brackets(chosen)) {
      const stands = rungs.map((place) => standing(places.get(keyOf(place)) ?? [], knowledge.goal));
      const next = inBracket(rungs, stands, knowledge);
      if (next === "wait") waits = true;
      else if (next !== "done") return next;
    }
    return waits ? "wait" : "done";
  },
});

/** The rungs of every bracket, in the order in which the brackets begin. */
function brackets({ maxEpochs, factor, iterations }: Options): readonly (readonly Rung[])[] {
  const most = halvings(maxEpochs, factor, 1);
  return Array.from({ length: iterations * (most + 1) }, (_, bracket) => {
    const promotions = most - (bracket % (most + 1));
    const first = Math.ceil(((most + 1) * factor ** promotions) / (promotions + 1));
    return rungEpochs(maxEpochs, factor, promotions).map((epochs, rung) => ({
      bracket,
      rung,
      trials: Math.floor(first / factor ** rung),
      epochs,
    }));
  });
}

/** What a bracket does next: its first rung that is not over decides. */
function inBracket(
  rungs: readonly Rung[],
  stands: readonly Standing[],
  knowledge: Knowledge,
): Proposal | "wait" | "done" {
  for (const [index, { bracket, rung, trials, epochs }] of rungs.entries()) {
    const own = stands[index]!;
    if (rung === 0) {
      if (own.entered.size < trials) {
        return { configuration: fresh(knowledge), epochs, place: { bracket, rung } };
      }
    } else if (own.alive < trials) {
      const best = nextUp(stands[index - 1]!, own);
      if (best !== undefined) return promotion(best, bracket, rung, epochs);
    }
    if (own.ended < own.entered.size) return "wait";
  }
  return "done";
}

function byPlace(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const places = new Map<string, Step[]>();
  for (const step of steps) {
    if (step.place === undefined) continue;
    const there = places.get(keyOf(step.place));
    if (there === undefined) places.set(keyOf(step.place), [step]);
    else there.push(step);
  }
  return places;
}

function keyOf({ bracket, rung }: Place): string {
  return `${bracket}/${rung}`;
}

/** A new configuration, or any where all have been tried. */
function fresh(knowledge: Knowledge): Configuration {
  const { space, seed, steps } = knowledge;
  const draw = (attempt: number) => randomConfiguration(space, seed, "hyperband", begun(steps) + 1, attempt);
  return untried(knowledge, draw) ?? draw(0);
}

function warningsOf({ maxEpochs, factor }: Options, trials: number, { size }: Space): string[] {
  const warnings: string[] = [];
  if (maxEpochs < factor) {
    warnings.push(`\`maxEpochs\` ${maxEpochs} is below \`factor\` ${factor}, so no trial is ever promoted`);
  }
  if (trials > size) {
    warnings.push(`${fewerThan(trials, size)}: some will be tried again`);
  }
  return warnings;
}

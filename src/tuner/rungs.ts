import type { Proposal, Step } from "./tuner.ts";

/** How often `limit` can be divided by `factor` without falling below `least`. */
export function halvings(limit: number, factor: number, least: number): number {
  let count = 0;
  for (let rest = limit / factor; rest >= least; rest /= factor) count++;
  return count;
}

/** Epochs after each of `promotions + 1` rungs; the last has `maxEpochs`, each before it 1/factor of the next. */
export function rungEpochs(maxEpochs: number, factor: number, promotions: number): readonly number[] {
  return Array.from({ length: promotions + 1 }, (_, rung) =>
    Math.round(maxEpochs / factor ** (promotions - rung)),
  );
}

/** The trials of one rung. */
export interface Standing {
  /** Best first: those that may be promoted. Diverged ones come last; failed and pruned ones are not among them. */
  readonly sound: readonly Step[];
  /** How many have ended, in whatever way. */
  readonly ended: number;
  /** How many have begun and not failed. */
  readonly alive: number;
  readonly entered: ReadonlySet<number>;
}

/** How a rung stands, given its steps. */
export function standing(steps: readonly Step[], goal: "max" | "min"): Standing {
  return {
    sound: steps.filter(({ result }) => result?.status === "complete").sort(better(goal)),
    ended: steps.filter(({ result }) => result !== undefined).length,
    alive: steps.filter(({ result }) => result?.status !== "failed").length,
    entered: new Set(steps.map(({ trial }) => trial)),
  };
}

/** The best trial of a rung that has not entered the next; undefined where there is none. */
export function nextUp({ sound }: Standing, next: Standing): Step | undefined {
  return sound.find(({ trial }) => !next.entered.has(trial));
}

/** The proposal that a trial goes on. */
export function promotion(
  { trial, configuration }: Step,
  bracket: number,
  rung: number,
  epochs: number,
): Proposal {
  return { trial, configuration, epochs, place: { bracket, rung } };
}

/** Best first, what is not finite last, and the earlier trial before the later. */
function better(goal: "max" | "min"): (a: Step, b: Step) => number {
  const sign = goal === "max" ? -1 : 1;
  const rank = ({ result }: Step): number => {
    const value = result !== undefined && "value" in result ? result.value : Number.NaN;
    return Number.isFinite(value) ? sign * value : Number.POSITIVE_INFINITY;
  };
  return (a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? a.trial - b.trial : first - second;
  };
}

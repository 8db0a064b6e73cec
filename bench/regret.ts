/**
 * Searches by one tuner on one problem, in a process of its own. Takes a request as JSON in its argument and prints what
 * came of it as a line of JSON; `bench/tuners.ts` calls it.
 */
import { milliseconds } from "../src/base/clock.ts";
import { Schedule } from "../src/tuner/schedule.ts";
import { tuners } from "../src/tuner/tuners.ts";
import { OBJECTIVES } from "./objectives.ts";

export interface Request {
  readonly problem: keyof typeof OBJECTIVES;
  readonly tuner: string;
  readonly seeds: readonly number[];
  /** The regret is read after so many evaluations; the last number is the budget. */
  readonly after: readonly number[];
}

export interface Regrets {
  /** For each seed, the regret after each number of evaluations. */
  readonly regrets: readonly (readonly number[])[];
  /** Milliseconds of a suggestion, on average over a search. */
  readonly time: number;
}

function regretsOf({ problem, tuner, seeds, after }: Request): Regrets {
  const began = milliseconds();
  const regrets = seeds.map((seed) => {
    const best = bestSoFar(problem, tuner, seed, after.at(-1)!);
    return after.map((count) => best[count - 1]!);
  });
  return { regrets, time: (milliseconds() - began) / (seeds.length * after.at(-1)!) };
}

/** How far the best of the first evaluations is above the minimum, after each of them. */
function bestSoFar(problem: Request["problem"], tuner: string, seed: number, trials: number): number[] {
  const { space, cost, minimum } = OBJECTIVES[problem];
  const search = { space, seed, goal: "min", parallel: 1, start: [], earlier: [], costOf: () => 1 } as const;
  const schedule = new Schedule({ ...search, tuner: tuners.get(tuner), options: { trials } });
  const regrets: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    const next = schedule.next();
    if (next.type !== "start") return regrets;
    const value = cost(next.step.configuration);
    if (value < least) least = value;
    regrets.push(least - minimum);
    schedule.finish(next.index, { status: "complete", value });
  }
}

console.log(JSON.stringify(regretsOf(JSON.parse(process.argv[2]!) as Request)));

import { stream } from "../../src/base/random.ts";
import { type Configuration, configurationKey, type Space } from "../../src/space/space.ts";
import { Schedule, type Search } from "../../src/tuner/schedule.ts";
import type { Result, Step } from "../../src/tuner/tuner.ts";
import { tuners } from "../../src/tuner/tuners.ts";
import { complete } from "../model/complete.ts";

/** What a step comes to. */
export type Objective = (step: Step) => Result;

/** A number in [0, 1) that depends on a configuration alone, as an objective would. */
export function worthOf(configuration: Configuration): number {
  return stream(0, `objective ${configurationKey(configuration)}`).uniform(0);
}

/** Longer training is a little better, so that a promoted trial is seen to have gone on. */
export const objective: Objective = ({ configuration, epochs = 1 }) => ({
  status: "complete",
  value: worthOf(configuration) + epochs / 1000,
});

/** A search by a tuner of the family, whose options are as in a file; what is left out of the rest is plain. */
export function searchOf(
  name: string,
  written: object,
  space: Space,
  rest: Partial<Omit<Search, "tuner" | "options" | "space">> = {},
): Search {
  const { component: tuner, options } = tuners.open(complete(tuners, name, written));
  const costOf: Search["costOf"] = ({ epochs = 1, configuration }, done) =>
    (epochs - done) * (1 + Object.keys(configuration).length);
  return {
    tuner,
    options,
    space,
    seed: 1,
    goal: "max",
    parallel: 1,
    start: [],
    earlier: [],
    costOf,
    ...rest,
  };
}

/** Runs a search to its end: each step as soon as it may begin, its result told at once. */
export function run(search: Search, result: Objective = objective): readonly Step[] {
  const schedule = new Schedule(search);
  for (;;) {
    const next = schedule.next();
    if (next.type === "done") return schedule.steps;
    if (next.type === "start") schedule.finish(next.index, result(next.step));
  }
}

/**
 * Runs a search as `workers` might: up to so many steps really run at once, and which of them ends next is drawn
 * from `order`.
 */
export function runUnordered(
  search: Search,
  workers: number,
  order: number,
  result: Objective = objective,
): readonly Step[] {
  const schedule = new Schedule(search);
  const draws = stream(order, "order");
  const running: { index: number; step: Step }[] = [];
  for (let draw = 0; ; draw++) {
    const next = running.length < workers ? schedule.next() : undefined;
    if (next?.type === "done") return schedule.steps;
    if (next?.type === "start") {
      running.push(next);
      if (draws.uniform(2 * draw) < 0.5) continue;
    }
    const [ended] = running.splice(draws.below(2 * draw + 1, running.length), 1);
    schedule.finish(ended!.index, result(ended!.step));
  }
}

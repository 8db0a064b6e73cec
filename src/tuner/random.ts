import { int, options } from "../component/options.ts";
import { budget } from "./budget.ts";
import { begun, randomConfiguration, untried } from "./fresh.ts";
import { tuner } from "./tuner.ts";

/** Bergstra, Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012; nothing is drawn twice. */
export const random = tuner({
  name: "random",
  summary: "Configurations drawn at random",
  options: options({ trials: int("How many configurations are tried", { min: 1 }) }),
  results: "inOrder",
  outline: ({ trials }, space) => budget(trials, space),
  propose(knowledge, { trials }) {
    const { space, seed, steps } = knowledge;
    const trial = begun(steps) + 1;
    if (trial > trials) return "done";
    const configuration = untried(knowledge, (attempt) =>
      randomConfiguration(space, seed, "random", trial, attempt),
    );
    return configuration === undefined ? "done" : { configuration };
  },
});

import type { Component } from "../component/component.ts";
import { family } from "../component/family.ts";
import { int, optional, options } from "../component/options.ts";

const trials = int("How many configurations are tried", { min: 1 });

/** The ways to search a space, in the words an experiment file uses for them. */
export const tuners = family("tuner", [
  {
    name: "random",
    summary: "Configurations drawn at random",
    options: options({ trials }),
  },
  {
    name: "grid",
    summary: "Every configuration of the space, in order",
    options: options({ trials: optional(int("At most so many configurations", { min: 1 })) }),
  },
  {
    name: "sobol",
    summary: "Configurations spread evenly by a Sobol sequence",
    options: options({ trials }),
  },
  {
    name: "hyperband",
    summary: "Many short trainings of which the best go on (Li et al. 2018)",
    options: options({
      maxEpochs: int("Epochs of a training that reaches the last rung", { min: 1 }),
      factor: int("Of so many trials one is promoted", { min: 2, default: 3 }),
      iterations: int("How often the whole schedule is run", { min: 1, default: 1 }),
    }),
  },
  {
    name: "bayesian",
    summary: "A Gaussian process suggests where the next trial is worth most",
    options: options({ trials }),
  },
  {
    name: "tpe",
    summary: "Tree-structured Parzen estimators (Bergstra et al. 2011)",
    options: options({ trials }),
  },
] satisfies readonly Component[]);

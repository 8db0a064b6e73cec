/** Options with which each tuner is tried: a budget of about `trials` trials. */
export const CASES: Readonly<Record<string, (trials: number) => object>> = {
  random: (trials) => ({ trials }),
  grid: (trials) => ({ trials }),
  sobol: (trials) => ({ trials }),
  hyperband: (trials) => ({ maxEpochs: trials < 10 ? 4 : 9, factor: trials < 10 ? 2 : 3 }),
  asha: (trials) => ({ trials, maxEpochs: 9 }),
  bayesian: (trials) => ({ trials }),
  tpe: (trials) => ({ trials }),
};

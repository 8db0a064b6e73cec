/** The options with which each tuner is given a budget of about so many trials. */
export const CASES: Readonly<Record<string, (trials: number) => object>> = {
  random: (trials) => ({ trials }),
  grid: (trials) => ({ trials }),
  sobol: (trials) => ({ trials }),
  hyperband: (trials) => (trials < 20 ? { maxEpochs: 4, factor: 2 } : { maxEpochs: 9, factor: 3 }),
  asha: (trials) => ({ trials, maxEpochs: 9 }),
  bayesian: (trials) => ({ trials }),
  tpe: (trials) => ({ trials }),
};

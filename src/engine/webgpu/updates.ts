import { nadamFactors } from "../../train/optimizers/nadam.ts";

/** The options of an optimizer by name: numbers and flags. */
type Options = Readonly<Record<string, number & boolean>>;

/** An optimizer's step on the device: what `update` of its definition does, in 32 bits. */
interface Update {
  /** What is the same for all numbers of a step, computed here in double precision. `step` counts from 1. */
  scalars(options: Options, step: number, rate: number): Readonly<Record<string, number>>;
  /** WGSL that moves `value` against its gradient `g`; the slots are variables of their names. */
  code(options: Options): string;
}

const decays = ({ beta1, beta2, epsilon }: Options) => ({
  ...{ beta1: beta1!, beta2: beta2!, epsilon: epsilon! },
  ...{ rest1: 1 - beta1!, rest2: 1 - beta2! },
});

const MEAN = "m = s.beta1 * m + s.rest1 * g;";
const MEANS = `${MEAN} v = s.beta2 * v + s.rest2 * g * g;`;

const sgd: Update = {
  scalars: ({ momentum }, _step, rate) => ({ rate, momentum: momentum! }),
  code: ({ momentum, nesterov }) => {
    if (momentum === 0) return "value -= s.rate * g;";
    const shift = nesterov ? "s.momentum * velocity - s.rate * g" : "velocity";
    return `velocity = s.momentum * velocity - s.rate * g; value += ${shift};`;
  },
};

const adam: Update = {
  scalars: (options, step, rate) => ({
    ...decays(options),
    alpha: (rate * Math.sqrt(1 - options.beta2! ** step)) / (1 - options.beta1! ** step),
    kept: 1 - rate * (options.weightDecay ?? 0),
  }),
  code: ({ amsgrad, weightDecay }) => `
    ${weightDecay === undefined ? "" : "value *= s.kept;"}
    ${MEANS}
    ${amsgrad ? "vMax = max(vMax, v);" : ""}
    value -= s.alpha * m / (sqrt(${amsgrad ? "vMax" : "v"}) + s.epsilon);`,
};

const adamax: Update = {
  scalars: (options, step, rate) => ({ ...decays(options), alpha: rate / (1 - options.beta1! ** step) }),
  code: () => `${MEAN} u = max(s.beta2 * u, abs(g)); value -= s.alpha * m / (u + s.epsilon);`,
};

const nadam: Update = {
  scalars: (options, step, rate) => ({
    ...decays(options),
    ...nadamFactors(options.beta1!, step),
    correction: 1 - options.beta2! ** step,
    rate,
  }),
  code: () => `
    ${MEANS}
    let ahead = s.fromMean * m + s.fromGradient * g;
    value -= s.rate * ahead / (sqrt(v / s.correction) + s.epsilon);`,
};

const rmsprop: Update = {
  scalars: ({ rho, momentum, epsilon }, _step, rate) => ({
    ...{ rho: rho!, rest: 1 - rho!, momentum: momentum!, epsilon: epsilon!, rate },
  }),
  code: ({ momentum, centered }) => `
    meanSquare = s.rho * meanSquare + s.rest * g * g;
    var spread = meanSquare;
    ${centered ? "mean = s.rho * mean + s.rest * g; spread -= mean * mean;" : ""}
    var shift = s.rate * g / sqrt(max(spread, 0.0) + s.epsilon);
    ${momentum! > 0 ? "shift += s.momentum * velocity; velocity = shift;" : ""}
    value -= shift;`,
};

const adagrad: Update = {
  scalars: ({ epsilon }, _step, rate) => ({ epsilon: epsilon!, rate }),
  code: () => "accumulator += g * g; value -= s.rate * g / sqrt(accumulator + s.epsilon);",
};

const adadelta: Update = {
  scalars: ({ rho, epsilon }, _step, rate) => ({ rho: rho!, rest: 1 - rho!, epsilon: epsilon!, rate }),
  code: () => `
    meanSquare = s.rho * meanSquare + s.rest * g * g;
    let shift = sqrt(meanSquaredStep + s.epsilon) / sqrt(meanSquare + s.epsilon) * g;
    meanSquaredStep = s.rho * meanSquaredStep + s.rest * shift * shift;
    value -= s.rate * shift;`,
};

/** Every optimizer of src/train/optimizers.ts. */
export const updates: Readonly<Record<string, Update>> = {
  ...{ sgd, adam, adamW: adam, adamax, nadam, rmsprop, adagrad, adadelta },
};

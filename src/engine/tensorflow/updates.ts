/** The options of an optimizer by name. */
type Options = Readonly<Record<string, number & boolean>>;

/** An optimizer's step as one op of TensorFlow's. */
export interface Update {
  /** `ResourceApplyAdam` */
  readonly op: string;
  /**
   * The op's inputs after the weight's variable, in their order: `gradient`, an array of the optimizer's by its name,
   * or a number by its name. An array that the optimizer has not is the op's own and holds nothing from step to step.
   */
  readonly inputs: readonly string[];
  /** The numbers, of which those that the rate or the step moves are computed here in double precision. */
  numbers(options: Options, step: number, rate: number): Readonly<Record<string, number>>;
  readonly flags?: Readonly<Record<string, boolean>>;
  /** What the weight is multiplied by first. */
  kept?(options: Options, rate: number): number;
}

/** TensorFlow's own correction of a start from 0 is in 32 bits, and coarse in the first steps. It is in `alpha`. */
const CORRECTED = { power: 0 };

const sgd = ({ momentum, nesterov }: Options): Update =>
  momentum === 0
    ? {
        op: "ResourceApplyGradientDescent",
        inputs: ["rate", "gradient"],
        numbers: (_options, _step, rate) => ({ rate }),
      }
    : {
        op: "ResourceApplyKerasMomentum",
        inputs: ["velocity", "rate", "gradient", "momentum"],
        numbers: ({ momentum: share }, _step, rate) => ({ rate, momentum: share! }),
        flags: { use_nesterov: nesterov === true },
      };

const adam = ({ amsgrad }: Options): Update => ({
  op: amsgrad ? "ResourceApplyAdamWithAmsgrad" : "ResourceApplyAdam",
  inputs: [
    ...["m", "v", ...(amsgrad ? ["vMax"] : [])],
    ...["power", "power", "alpha", "beta1", "beta2", "epsilon", "gradient"],
  ],
  numbers: ({ beta1, beta2, epsilon }, step, rate) => ({
    ...CORRECTED,
    ...{ beta1: beta1!, beta2: beta2!, epsilon: epsilon! },
    alpha: (rate * Math.sqrt(1 - beta2! ** step)) / (1 - beta1! ** step),
  }),
});

const adamW = (options: Options): Update => ({
  ...adam(options),
  kept: ({ weightDecay }, rate) => 1 - rate * weightDecay!,
});

const adamax = (): Update => ({
  op: "ResourceApplyAdaMax",
  inputs: ["m", "u", "power", "alpha", "beta1", "beta2", "epsilon", "gradient"],
  numbers: ({ beta1, beta2, epsilon }, step, rate) => ({
    ...CORRECTED,
    ...{ beta1: beta1!, beta2: beta2!, epsilon: epsilon! },
    alpha: rate / (1 - beta1! ** step),
  }),
});

/** Centred, the op would take the root of a difference that rounding can make negative. */
const rmsprop = ({ centered }: Options): Update | undefined =>
  centered
    ? undefined
    : {
        op: "ResourceApplyRMSProp",
        inputs: ["meanSquare", "velocity", "rate", "rho", "momentum", "epsilon", "gradient"],
        numbers: ({ rho, momentum, epsilon }, _step, rate) => ({
          ...{ rho: rho!, momentum: momentum!, epsilon: epsilon! },
          rate,
        }),
      };

const adadelta = (): Update => ({
  op: "ResourceApplyAdadelta",
  inputs: ["meanSquare", "meanSquaredStep", "rate", "rho", "epsilon", "gradient"],
  numbers: ({ rho, epsilon }, _step, rate) => ({ rho: rho!, epsilon: epsilon!, rate }),
});

const byName: Readonly<Record<string, (options: Options) => Update | undefined>> = {
  ...{ sgd, adam, adamW, adamax, rmsprop, adadelta },
};

/** TensorFlow moves a mean of squares by its difference, of which nothing is left where the decay is next to 0. */
const LEAST_DECAY = 1e-3;

/**
 * The op that is an optimizer's step; undefined where TensorFlow has none: for nadam, for adagrad, whose epsilon
 * stands elsewhere there, for rmsprop when it is centred, and where a mean of squares hardly looks back.
 */
export function updateOf(optimizer: string, options: object): Update | undefined {
  const { beta2 = 1, rho = 1 } = options as { readonly beta2?: number; readonly rho?: number };
  if (Math.min(beta2, rho) < LEAST_DECAY) return undefined;
  return byName[optimizer]?.(options as Options);
}

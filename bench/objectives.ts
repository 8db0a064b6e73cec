import { compileSpace, type SpaceSection } from "../src/space/compile.ts";
import type { Configuration, Space } from "../src/space/space.ts";

/** A function to be minimised whose minimum is known. */
export interface Objective {
  readonly space: Space;
  /** NaN where the configuration cannot be evaluated. */
  readonly cost: (configuration: Configuration) => number;
  readonly minimum: number;
}

function unitCube(dimensions: number): SpaceSection {
  return Object.fromEntries(
    Array.from({ length: dimensions }, (_, d) => [`x${d + 1}`, { float: { min: 0, max: 1 } }]),
  );
}

/** Branin's function; Dixon, Szegö, "Towards global optimisation 2", 1978. Three minima, all global. */
const branin: Objective = {
  space: compileSpace({ x1: { float: { min: -5, max: 10 } }, x2: { float: { min: 0, max: 15 } } }),
  cost: ({ x1, x2 }) => {
    const [x, y] = [Number(x1), Number(x2)];
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
  minimum: 0.39788735772973816,
};

const HARTMANN_HEIGHTS = [1, 1.2, 3, 3.2];
const HARTMANN_SHARPNESS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** Hartmann's function of six variables (Dixon, Szegö 1978). Six minima, one of them global. */
const hartmann6: Objective = {
  space: compileSpace(unitCube(6)),
  cost: (configuration) => {
    const at = Object.values(configuration).map(Number);
    return -HARTMANN_HEIGHTS.reduce((sum, height, k) => {
      const centre = HARTMANN_CENTRES[k]!;
      const away = HARTMANN_SHARPNESS[k]!.reduce(
        (total, sharpness, d) => total + sharpness * (at[d]! - centre[d]!) ** 2,
        0,
      );
      return sum + height * Math.exp(-away);
    }, 0);
  },
  minimum: -3.322368011415515,
};

/** The units that suit each layer of `network` best. */
const NETWORK_UNITS = [256, 128, 64, 32];

/** The logarithm of the rate that suits each optimizer, and how far behind the best it stays. */
const NETWORK_OPTIMIZERS = {
  sgd: { rate: -1.5, penalty: 0.05 },
  adam: { rate: -3, penalty: 0 },
  rmsprop: { rate: -3.5, penalty: 0.1 },
};

/**
 * Shaped like tuning a network: what suits one parameter depends on others, some are there only under others, a rate
 * that is too high diverges and a network that is too large fails. A sum of squares and of penalties for the wrong
 * kind, so that its minimum is 0: adam at a rate of 10^-2.3, batch normalisation, dropout 0.1, units 256, 128, 64.
 */
const network: Objective = {
  space: compileSpace({
    optimizer: { choice: ["sgd", "adam", "rmsprop"] },
    learningRate: { float: { min: 1e-5, max: 1, log: true } },
    momentum: { float: { min: 0, max: 0.99 }, when: "$optimizer == 'sgd'" },
    layers: { int: { min: 1, max: 4 } },
    units: { int: { min: 16, max: 512, log: true }, each: "$layers" },
    dropout: { float: { min: 0, max: 0.5, step: 0.1 } },
    batchNormalization: { boolean: {} },
  }),
  cost: (configuration) => {
    const { optimizer, batchNormalization, momentum, layers } = configuration;
    const { rate, penalty } = NETWORK_OPTIMIZERS[optimizer as keyof typeof NETWORK_OPTIMIZERS];
    const normalized = batchNormalization === true;
    const slowness = momentum === undefined ? 0 : 0.9 - Number(momentum);
    const away = Math.log10(Number(configuration.learningRate)) - (rate + slowness + (normalized ? 0.7 : 0));
    const units = NETWORK_UNITS.slice(0, Number(layers)).map((_, i) => Number(configuration[`units[${i}]`]));
    if (away > 1.2 || units.reduce((sum, count) => sum + count, 0) > 1000) return Number.NaN;
    const misfit = units.reduce((sum, count, i) => sum + Math.log2(count / NETWORK_UNITS[i]!) ** 2, 0);
    return (
      penalty +
      0.3 * away ** 2 +
      2 * slowness ** 2 +
      0.08 * (Number(layers) - 3) ** 2 +
      (0.1 * misfit) / units.length +
      (normalized ? 0 : 0.06) +
      2 * (Number(configuration.dropout) - (normalized ? 0.1 : 0.3)) ** 2
    );
  },
  minimum: 0,
};

/** The problems by name. */
export const OBJECTIVES = { branin, hartmann6, network };

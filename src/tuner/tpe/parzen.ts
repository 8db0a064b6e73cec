import type { Stream } from "../../base/random.ts";
import {
  countOf,
  type Domain,
  indexOf,
  isOrdered,
  placeOf,
  type Scalar,
  valueAt,
  valueAtPlace,
} from "../../space/domain.ts";
import type { Configuration, Space } from "../../space/space.ts";
import { cumulative, density } from "../normal.ts";

/** The standard deviation of a kernel around a single configuration, in places of the unit interval. */
const WIDTH = 0.05;

/** Values with an order are reached from their neighbours: a deviation is at least this part of the place of one. */
const LEAST_PART = 0.5;

/** How wide the kernels of a density are. */
interface Width {
  /** Standard deviation along a dimension that is a free number. */
  readonly deviation: number;
  /** What every value of a choice weighs beside the one that was seen, which weighs 1 more. */
  readonly otherwise: number;
}

/**
 * A density of configurations: a mixture of one kernel around each that was seen, and of one that knows nothing. Kernels
 * are products over the dimensions (Falkner, Klein, Hutter, "BOHB", 2018). In a dimension that its configuration does
 * not have a kernel knows nothing either, so that each says something of every configuration, whatever is there in it.
 */
export class Parzen {
  readonly #space: Space;
  readonly #seen: readonly Configuration[];
  readonly #width: Width;

  /** The more are seen, the narrower the kernels, as by Scott's rule ("Multivariate density estimation", 1992). */
  constructor(space: Space, seen: readonly Configuration[]) {
    this.#space = space;
    this.#seen = seen;
    const count = Math.max(1, seen.length);
    this.#width = {
      deviation: WIDTH * Math.exp(-Math.log(count) / (space.dimensions.length + 4)),
      otherwise: 1 / (count + 1),
    };
  }

  /** The logarithm of the density, per unit of the place where a dimension is a free number. */
  logDensity(configuration: Configuration): number {
    const logs = [undefined, ...this.#seen].map((centre) => {
      let log = 0;
      for (const { name, domain } of this.#space.dimensions) {
        const value = configuration[name];
        if (value !== undefined) log += Math.log(likelihood(domain, centre?.[name], value, this.#width));
      }
      return log;
    });
    const highest = Math.max(...logs);
    const sum = logs.reduce((total, log) => total + Math.exp(log - highest), 0);
    return highest + Math.log(sum / logs.length);
  }

  /** A configuration drawn from the density. */
  draw(draws: Stream): Configuration {
    let words = 0;
    const uniform = () => draws.uniform(words++);
    const centre = this.#seen[Math.floor(uniform() * (this.#seen.length + 1))];
    return this.#space.configure(({ name, domain }) => drawn(domain, centre?.[name], this.#width, uniform));
  }
}

/** How likely a value is under the kernel around `centre`, or under the one that knows nothing. */
function likelihood(domain: Domain, centre: Scalar | undefined, value: Scalar, width: Width): number {
  const count = countOf(domain);
  if (!isOrdered(domain)) {
    if (centre === undefined) return 1 / count;
    return ((value === centre ? 1 : 0) + width.otherwise) / (1 + count * width.otherwise);
  }
  const [from, to] = partOf(domain, value);
  if (centre === undefined) return from === to ? 1 : to - from;
  const middle = placeOf(domain, centre);
  const deviation = deviationOf(domain, width);
  const whole = cumulative((1 - middle) / deviation) - cumulative(-middle / deviation);
  const part =
    from === to
      ? density((from - middle) / deviation) / deviation
      : cumulative((to - middle) / deviation) - cumulative((from - middle) / deviation);
  return Math.max(part / whole, 1e-300);
}

function deviationOf(domain: Domain, { deviation }: Width): number {
  return Math.max(deviation, LEAST_PART / countOf(domain));
}

/** The part of the unit interval that stands for a value: a point of it where every number is a value. */
function partOf(domain: Domain, value: Scalar): [number, number] {
  const place = placeOf(domain, value);
  const count = countOf(domain);
  if (count === Number.POSITIVE_INFINITY) return [place, place];
  const index = indexOf(domain, value);
  const from = index === 0 ? 0 : (placeOf(domain, valueAt(domain, index - 1)) + place) / 2;
  const to = index === count - 1 ? 1 : (placeOf(domain, valueAt(domain, index + 1)) + place) / 2;
  return [from, to];
}

/** A value drawn from the kernel around `centre`: from a normal distribution cut off at the ends of the interval. */
function drawn(domain: Domain, centre: Scalar | undefined, width: Width, uniform: () => number): Scalar {
  if (centre === undefined) return valueAtPlace(domain, uniform());
  if (!isOrdered(domain)) {
    const keeps = 1 / (1 + countOf(domain) * width.otherwise);
    return uniform() < keeps ? centre : valueAtPlace(domain, uniform());
  }
  const middle = placeOf(domain, centre);
  const deviation = deviationOf(domain, width);
  for (;;) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniform()));
    const place = middle + radius * Math.cos(2 * Math.PI * uniform());
    if (place >= 0 && place <= 1) return valueAtPlace(domain, place);
  }
}

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
import { type Configuration, configurationKey, type Dimension, type Space } from "../../space/space.ts";
import type { LogExpectedImprovement } from "./acquisition.ts";
import { minimize } from "./minimize.ts";
import { ABSENT, type Point, pointOf } from "./point.ts";

interface Candidate {
  readonly configuration: Configuration;
  readonly point: Point;
  readonly value: number;
}

/** Draws from all of the space, and draws near each of the best configurations known. */
const FAR_DRAWS = 600;
const NEAR_DRAWS = 60;

/** Local searches begin at so many of the best draws, and take at most so many turns. */
const CLIMBS = 8;
const TURNS = 4;
const CLIMB_EVALUATIONS = 24;

/** A draw near a configuration moves a place by about this much. */
const NEARNESS = 0.1;

/** A dimension with at most so many values is tried out in full; of others, steps that double. */
const ALL_VALUES = 8;

/**
 * Configurations where the acquisition is highest, best first: the ends of local searches that begin at the best of
 * many draws, in turns uphill along all dimensions that are free numbers, and value by value along each of the others.
 * `best` are the best configurations known.
 */
export function climb(
  space: Space,
  acquisition: LogExpectedImprovement,
  best: readonly Configuration[],
  draws: Stream,
): readonly Configuration[] {
  const hill = new Hill(space, acquisition, best);
  const drawn = Array.from(drawnConfigurations(space, best, draws), (configuration) =>
    hill.candidate(configuration),
  ).sort(byValue);
  const ends = apart(drawn, CLIMBS).map((start) => hill.climbed(start));
  return [...ends.sort(byValue), ...drawn].map(({ configuration }) => configuration);
}

function byValue(a: Candidate, b: Candidate): number {
  return b.value - a.value;
}

/** The best `count` of sorted candidates that differ. */
function apart(sorted: readonly Candidate[], count: number): Candidate[] {
  const kept = new Map<string, Candidate>();
  for (const candidate of sorted) {
    const key = configurationKey(candidate.configuration);
    if (!kept.has(key)) kept.set(key, candidate);
    if (kept.size === count) break;
  }
  return [...kept.values()];
}

function* drawnConfigurations(
  space: Space,
  best: readonly Configuration[],
  draws: Stream,
): Generator<Configuration> {
  // Three words of the stream for every dimension of every draw.
  let words = 0;
  const next = () => {
    words += 3;
    return words - 3;
  };
  for (let draw = 0; draw < FAR_DRAWS; draw++) {
    yield space.configure(({ domain }) => valueAtPlace(domain, draws.uniform(next())));
  }
  const chance = Math.min(1, 2 / space.dimensions.length);
  for (const centre of best) {
    for (let draw = 0; draw < NEAR_DRAWS; draw++) {
      yield space.configure((dimension) => {
        const word = next();
        const value = centre[dimension.name];
        if (value !== undefined && draws.uniform(word) >= chance) return value;
        return nearby(dimension, value, draws.uniform(word + 1), draws.uniform(word + 2));
      });
    }
  }
}

/** A value not far from another one, from two uniform numbers; any value where none is near. */
function nearby({ domain }: Dimension, value: Scalar | undefined, a: number, b: number): Scalar {
  if (value === undefined || !isOrdered(domain)) return valueAtPlace(domain, a);
  const move = NEARNESS * Math.sqrt(-2 * Math.log(1 - a)) * (b < 0.5 ? -1 : 1);
  return valueAtPlace(domain, Math.min(Math.max(placeOf(domain, value) + move, 0), 1));
}

/** The acquisition over a space, and the ways up. */
class Hill {
  readonly #space: Space;
  readonly #acquisition: LogExpectedImprovement;
  readonly #best: readonly Configuration[];

  constructor(space: Space, acquisition: LogExpectedImprovement, best: readonly Configuration[]) {
    this.#space = space;
    this.#acquisition = acquisition;
    this.#best = best;
  }

  candidate(configuration: Configuration): Candidate {
    const point = pointOf(this.#space, configuration);
    return { configuration, point, value: this.#acquisition.value(point) };
  }

  climbed(start: Candidate): Candidate {
    let at = start;
    for (let turn = 0; turn < TURNS; turn++) {
      const before = at.value;
      at = this.#alongValues(this.#alongNumbers(at));
      if (at.value <= before + 1e-6) break;
    }
    return at;
  }

  /** Uphill along the dimensions where every number is a value. */
  #alongNumbers(from: Candidate): Candidate {
    const { dimensions } = this.#space;
    const free = [...dimensions.keys()].filter(
      (d) => from.point[d] !== ABSENT && countOf(dimensions[d]!.domain) === Number.POSITIVE_INFINITY,
    );
    if (free.length === 0) return from;
    const point = from.point.slice();
    const slopes = new Float64Array(point.length);
    const { at } = minimize(
      (places, gradient) => {
        for (const [k, d] of free.entries()) point[d] = places[k]!;
        const value = this.#acquisition.valueAndSlopes(point, slopes);
        for (const [k, d] of free.entries()) gradient[k] = -slopes[d]!;
        return -value;
      },
      Float64Array.from(free, (d) => from.point[d]!),
      {
        lower: new Float64Array(free.length),
        upper: new Float64Array(free.length).fill(1),
        evaluations: CLIMB_EVALUATIONS,
      },
    );
    const moved = free.map((d, k) => [dimensions[d]!.name, valueAtPlace(dimensions[d]!.domain, at[k]!)]);
    const reached = this.candidate(this.#changed(from.configuration, Object.fromEntries(moved)));
    return reached.value > from.value ? reached : from;
  }

  /** The best that changing one other value at a time finds, dimension after dimension. */
  #alongValues(from: Candidate): Candidate {
    let best = from;
    for (const { name, domain } of this.#space.dimensions) {
      const { configuration } = best;
      const value = configuration[name];
      if (value === undefined || countOf(domain) === Number.POSITIVE_INFINITY) continue;
      for (const other of otherIndices(domain, indexOf(domain, value))) {
        const next = this.candidate(this.#changed(configuration, { [name]: valueAt(domain, other) }));
        if (next.value > best.value) best = next;
      }
    }
    return best;
  }

  /** With other values; what is there now and was not before is as in the best configuration that has it. */
  #changed(from: Configuration, values: Configuration): Configuration {
    return this.#space.configure(({ name, domain }) => {
      const known = values[name] ?? from[name] ?? this.#best.find((best) => name in best)?.[name];
      return known ?? valueAtPlace(domain, 0.5);
    });
  }
}

/** All indices but this where they are few or have no order, else those at distances that double. */
function otherIndices(domain: Domain, index: number): number[] {
  const count = countOf(domain);
  if (count <= ALL_VALUES || !isOrdered(domain)) {
    return Array.from({ length: count }, (_, other) => other).filter((other) => other !== index);
  }
  const others: number[] = [];
  for (let distance = 1; distance < count; distance *= 2) others.push(index - distance, index + distance);
  return others.filter((other) => other >= 0 && other < count);
}

import type { Stream } from "../../src/base/random.ts";
import type { ParameterSection, SpaceSection } from "../../src/space/compile.ts";

/** Takes one draw after the other from a stream. */
export class Draws {
  readonly #stream: Stream;
  #at = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** In [0, 1). */
  unit(): number {
    return this.#stream.uniform(this.#at++);
  }

  /** A whole number from `low` to `high`. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)]!;
  }
}

/** A parameter of any kind; one that can be counted has few values. */
export function drawParameter(draws: Draws, countable: boolean): ParameterSection {
  const log = draws.unit() < 0.5;
  const count = draws.whole(1, 5);
  switch (draws.one(["int", "steps", "free", "choice", "boolean"])) {
    case "int": {
      const step = draws.whole(1, 7);
      const min = draws.whole(log ? 1 : -20, 30);
      return { int: { min, max: min + step * (count - 1), step, log } };
    }
    case "steps": {
      const decimals = draws.whole(0, 4);
      const [first, step] = [draws.whole(-1000, 1000), draws.whole(1, 50)];
      const decimal = (digits: number) => Number(`${digits}e-${decimals}`);
      return {
        float: { min: decimal(first), max: decimal(first + step * (count - 1)), step: decimal(step) },
      };
    }
    case "choice":
      return {
        choice: ["relu", 3, true, 0.5, { sgd: { momentum: 0.9 } }, { sgd: { momentum: 0.5 } }].slice(
          0,
          count,
        ),
      };
    case "boolean":
      return { boolean: {} };
    default: {
      if (countable) return { boolean: {} };
      const min = log ? 10 ** draws.whole(-6, 2) : draws.whole(-100, 100);
      return {
        float: { min, max: log ? min * 10 ** draws.whole(1, 5) : min + draws.whole(1, 1000) / 8, log },
      };
    }
  }
}

/** A space of a few parameters of which some are families or depend on others. */
export function drawSpace(draws: Draws, countable: boolean): SpaceSection {
  const section: Record<string, ParameterSection> = {
    layers: { int: { min: draws.whole(0, 1), max: draws.whole(1, 3) } },
    deep: { boolean: {}, ...(draws.unit() < 0.5 ? { when: "$layers > 0" } : {}) },
    kind: { choice: ["a", "b", "c"], ...(draws.unit() < 0.5 ? { when: "$deep" } : {}) },
  };
  for (let index = draws.whole(0, 2); index > 0; index--) {
    const each = draws.one([undefined, undefined, "$layers", "$layers + 1", 2]);
    const when = draws.one([undefined, undefined, "$deep", '$kind == "b"', "$layers >= 1 && !$deep"]);
    section[`p${index}`] = {
      ...drawParameter(draws, countable),
      ...(each === undefined ? {} : { each }),
      ...(when === undefined ? {} : { when }),
    };
  }
  return section;
}

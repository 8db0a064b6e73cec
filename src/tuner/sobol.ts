import { int, options } from "../component/options.ts";
import { valueAtPlace } from "../space/domain.ts";
import type { Configuration, Space } from "../space/space.ts";
import { budget } from "./budget.ts";
import { begun, untried } from "./fresh.ts";
import { SOBOL_DIMENSIONS, sobolPlace } from "./sobol-sequence.ts";
import { tuner } from "./tuner.ts";

/** So many points for each trial are passed over at most. */
const MOST_PASSED = 4;

/** The points of one scrambled Sobol sequence; those that give what was tried already are passed over. */
export const sobol = tuner({
  name: "sobol",
  summary: "Configurations spread evenly by a Sobol sequence",
  options: options({ trials: int("How many configurations are tried", { min: 1 }) }),
  results: "inOrder",
  outline({ trials }, space) {
    const planned = budget(trials, space);
    const count = space.dimensions.length;
    if (count <= SOBOL_DIMENSIONS) return planned;
    const beyond = `only the first ${SOBOL_DIMENSIONS} of ${count} dimensions are spread evenly, the others drawn at random`;
    return { ...planned, warnings: [...planned.warnings, beyond] };
  },
  propose(knowledge, { trials }) {
    const { space, seed, steps } = knowledge;
    const point = begun(steps);
    if (point >= trials) return "done";
    const draw = (attempt: number) => sobolConfiguration(space, seed, "sobol", point + attempt);
    const configuration = untried(knowledge, draw, MOST_PASSED * trials);
    return configuration === undefined ? "done" : { configuration };
  },
});

/**
 * The configuration at point `index` of the scrambled sequence of (seed, purpose). A dimension keeps its own coordinate
 * whether or not others are there.
 */
export function sobolConfiguration(
  space: Space,
  seed: number,
  purpose: string,
  index: number,
): Configuration {
  return space.configure((dimension) => {
    const axis = space.dimensions.indexOf(dimension);
    return valueAtPlace(dimension.domain, sobolPlace(seed, purpose, index, axis));
  });
}

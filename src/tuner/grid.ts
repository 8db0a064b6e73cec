import { OptionProblem } from "../base/errors.ts";
import { int, optional, options } from "../component/options.ts";
import { countOf } from "../space/domain.ts";
import { type Configuration, configurationKey, type Space } from "../space/space.ts";
import { begun, triedKeys } from "./fresh.ts";
import { tuner } from "./tuner.ts";

export const grid = tuner({
  name: "grid",
  summary: "Every configuration of the space, in order",
  options: options({ trials: optional(int("At most so many configurations", { min: 1 })) }),
  results: "inOrder",
  check: (_, space) => checkSteps(space),
  outline({ trials = Number.POSITIVE_INFINITY }, space) {
    if (trials < space.size) {
      const warning = `${trials} trials are only the first of a grid of ${space.size} configurations`;
      return { trials, warnings: Number.isFinite(space.size) ? [warning] : [] };
    }
    return { trials: space.size, warnings: [] };
  },
  propose(knowledge, { trials = Number.POSITIVE_INFINITY }) {
    if (begun(knowledge.steps) >= trials) return "done";
    const tried = triedKeys(knowledge);
    for (const configuration of inOrder(knowledge.space)) {
      if (!tried.has(configurationKey(configuration))) return { configuration };
    }
    return "done";
  },
});

interface Walk {
  readonly met: Configuration[];
  readonly rest: Iterator<Configuration>;
}

/** How far each space has been gone through, so that the next step need not make all that it passes over anew. */
const walks = new WeakMap<Space, Walk>();

function* inOrder(space: Space): Generator<Configuration> {
  const walk = walks.get(space) ?? { met: [], rest: space.configurations() };
  walks.set(space, walk);
  for (let index = 0; ; index++) {
    if (index === walk.met.length) {
      const next = walk.rest.next();
      if (next.done === true) return;
      walk.met.push(next.value);
    }
    yield walk.met[index]!;
  }
}

/** Refuses the first parameter that has no next value. */
function checkSteps(space: Space): void {
  for (const { name, domain } of space.parameters) {
    if (Number.isFinite(countOf(domain)) || domain.kind !== "float") continue;
    const message = `\`grid\` goes through all values, and \`${name}\` has no end of them`;
    const hint = domain.log ? "make it a choice of the values to try" : "give it a step";
    throw new OptionProblem(["space", name, "float"], message, hint);
  }
}

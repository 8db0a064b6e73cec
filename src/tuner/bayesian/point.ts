import { isOrdered, placeOf } from "../../space/domain.ts";
import type { Configuration, Space } from "../../space/space.ts";

/** A configuration as numbers: for each dimension of its space the place in the unit interval, or `ABSENT`. */
export type Point = Float64Array;

/** Stands for a dimension that is not there. */
export const ABSENT = -1;

export function pointOf(space: Space, configuration: Configuration): Point {
  return Float64Array.from(space.dimensions, ({ name, domain }) => {
    const value = configuration[name];
    return value === undefined ? ABSENT : placeOf(domain, value);
  });
}

/** For each dimension whether its places have distances; of choices and switches only whether they differ counts. */
export function orderedDimensions(space: Space): readonly boolean[] {
  return space.dimensions.map(({ domain }) => isOrdered(domain));
}

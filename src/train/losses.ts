import { family } from "../component/family.ts";
import type { Loss } from "./loss.ts";
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  kullbackLeiblerDivergence,
  sparseCategoricalCrossentropy,
} from "./losses/crossentropy.ts";
import {
  cosineProximity,
  huber,
  logcosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "./losses/distances.ts";
import { categoricalHinge, hinge, squaredHinge } from "./losses/hinges.ts";

/** Every loss. Adding one is one definition and one line here. */
export const losses = family<Loss>("loss", [
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  kullbackLeiblerDivergence,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  logcosh,
  huber,
  poisson,
  cosineProximity,
  hinge,
  squaredHinge,
  categoricalHinge,
]);

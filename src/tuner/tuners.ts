import { family } from "../component/family.ts";
import { asha } from "./asha.ts";
import { bayesian } from "./bayesian.ts";
import { grid } from "./grid.ts";
import { hyperband } from "./hyperband.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";
import { tpe } from "./tpe.ts";
import type { Tuner } from "./tuner.ts";

/** Every way to search a space. Adding one is one definition and one line here. */
export const tuners = family<Tuner>("tuner", [random, grid, sobol, hyperband, asha, bayesian, tpe]);

import { family } from "../component/family.ts";
import type { Pruner } from "./pruner.ts";
import { median } from "./pruners/median.ts";
import { successiveHalving } from "./pruners/successive-halving.ts";

/** Every rule by which hopeless trials are given up. Adding one is one definition and one line here. */
export const pruners = family<Pruner>("pruner", [median, successiveHalving]);

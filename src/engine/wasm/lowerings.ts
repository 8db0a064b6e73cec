import type { Lowering } from "./lowering.ts";
import { dense } from "./lowerings/dense.ts";
import { dropout } from "./lowerings/dropout.ts";
import { renamed } from "./lowerings/shape.ts";

/** The layers that the engine computes, by name. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map([
  ["dense", dense],
  ["dropout", dropout],
  ["flatten", renamed],
  ["reshape", renamed],
]);

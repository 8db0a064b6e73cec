import { family } from "../component/family.ts";
import type { Optimizer } from "./optimizer.ts";
import { adadelta } from "./optimizers/adadelta.ts";
import { adagrad } from "./optimizers/adagrad.ts";
import { adam, adamW } from "./optimizers/adam.ts";
import { adamax } from "./optimizers/adamax.ts";
import { nadam } from "./optimizers/nadam.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { sgd } from "./optimizers/sgd.ts";

/** Every optimizer. Adding one is one definition and one line here. */
export const optimizers = family<Optimizer>("optimizer", [
  sgd,
  adam,
  adamW,
  adamax,
  nadam,
  rmsprop,
  adagrad,
  adadelta,
]);

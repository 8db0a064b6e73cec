import { family } from "../component/family.ts";
import type { Preprocessor } from "./preprocessor.ts";
import { grayscale, resize } from "./preprocessors/image-steps.ts";
import { normalize } from "./preprocessors/normalize.ts";
import { oneHot } from "./preprocessors/one-hot.ts";
import { rescale } from "./preprocessors/rescale.ts";
import { reshape } from "./preprocessors/reshape.ts";
import { standardize } from "./preprocessors/standardize.ts";

/** Every step of preparation. Adding one is one definition and one line here. */
export const preprocessors = family<Preprocessor>("preprocessor", [
  rescale,
  standardize,
  normalize,
  reshape,
  oneHot,
  resize,
  grayscale,
]);

import { family } from "../component/family.ts";
import type { Augmentation } from "./augmentation.ts";
import { flip, rotate, shift, zoom } from "./augmentations/geometric.ts";
import { noise } from "./augmentations/noise.ts";

/** Every augmentation. Adding one is one definition and one line here. */
export const augmentations = family<Augmentation>("augmentation", [flip, shift, rotate, zoom, noise]);

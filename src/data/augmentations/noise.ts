import { float, options } from "../../component/options.ts";
import { augmentation } from "../augmentation.ts";

export const noise = augmentation({
  name: "noise",
  summary: "Adds normal noise to every value",
  options: options({
    stddev: float("Standard deviation, in the units the model sees", { min: 0, default: 0.05 }),
  }),
  apply(image, _shape, random, _scratch, { stddev }) {
    for (let at = 0; at < image.length; at++) image[at]! += stddev * random.normal(at);
  },
});

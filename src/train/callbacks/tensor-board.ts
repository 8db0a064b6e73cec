import { options } from "../../component/options.ts";
import { callback } from "../callback.ts";

/**
 * What it shows is written where the epochs are recorded, from outside of the training: it takes part in none of it, so a
 * version is the same with and without it.
 */
export const tensorBoard = callback({
  name: "tensorBoard",
  summary:
    "Leaves event files that TensorBoard shows, while it trains and afterwards, in the version's tensorboard/",
  options: options({}),
  onlyWatches: true,
  initialState: () => ({}),
  epochEnd() {},
});

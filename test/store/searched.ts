import { compileSpace, type SpaceSection } from "../../src/space/compile.ts";
import type { SearchContent, TrialFigures } from "../../src/store/search-files.ts";

const SPACE: SpaceSection = {
  layers: { int: { min: 1, max: 2 } },
  units: { int: { min: 8, max: 16, step: 8 }, each: "$layers" },
  optimizer: { choice: ["adam", { sgd: { momentum: 0.9 } }] },
  nesterov: { boolean: {}, when: '$optimizer == "sgd" || $layers > 1' },
};

/** A history of so many epochs, the objective as given. */
export function historyOf(...values: readonly number[]): TrialFigures["history"] {
  return values.map((value, index) => ({
    epoch: index + 1,
    learningRate: 0.1,
    logs: { loss: 1 / (index + 1), val_accuracy: value },
  }));
}

/** A search of three trials, one of which failed, for a test to change. */
export function searched(change: Partial<SearchContent> = {}, section: SpaceSection = SPACE): SearchContent {
  return {
    document: { name: "small" },
    space: compileSpace(section),
    objective: { name: "val_accuracy", better: "higher" },
    trials: [
      {
        trial: 1,
        status: "complete",
        configuration: { layers: 1, "units[0]": 8, optimizer: "adam" },
        value: 0.7123456789,
        history: historyOf(0.5, 0.7123456789),
        bestEpoch: 2,
      },
      {
        trial: 2,
        status: "failed",
        configuration: { layers: 2, "units[0]": 8, "units[1]": 16, optimizer: "adam", nesterov: true },
        value: Number.NaN,
        history: [],
        reason: "it took longer than its limit of 5 minutes",
      },
      {
        trial: 3,
        status: "pruned",
        configuration: { layers: 1, "units[0]": 16, optimizer: "sgd", nesterov: false },
        value: 0.25,
        history: historyOf(0.25),
        bestEpoch: 1,
        reason: "pruned, as hopeless",
      },
    ],
    best: 1,
    importance: {
      trials: 2,
      explained: 0.625,
      hyperparameters: [
        { name: "layers", share: 0.25, low: 0.125, high: 0.375 },
        { name: "units[0]", share: 0.5, low: 0.2, high: 0.8123456789 },
      ],
    },
    ...change,
  };
}

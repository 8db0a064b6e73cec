import { compileSpace } from "../../src/space/compile.ts";
import type { Space } from "../../src/space/space.ts";

/** Spaces that between them have every kind of parameter and condition. */
export const spaces: Readonly<Record<string, Space>> = {
  continuous: compileSpace({
    x: { float: { min: -5, max: 10 } },
    y: { float: { min: 0, max: 15 } },
  }),
  everyKind: compileSpace({
    units: { int: { min: 256, max: 512, step: 128 } },
    filters: { int: { min: 1, max: 1024, log: true } },
    dropout: { float: { min: 0, max: 0.3, step: 0.1 } },
    learningRate: { float: { min: 0.0001, max: 0.1, log: true } },
    momentum: { float: { min: 0, max: 0.99 } },
    activation: { choice: ["relu", "tanh", "selu"] },
    optimizer: { choice: ["adam", { sgd: { learningRate: 0.1 } }, { sgd: { learningRate: 0.2 } }] },
    normalise: { boolean: {} },
  }),
  families: compileSpace({
    layers: { int: { min: 1, max: 4 } },
    units: { int: { min: 16, max: 64, step: 16 }, each: "$layers" },
    rate: { float: { min: 0, max: 0.5 }, each: "$layers - 1" },
  }),
  nested: compileSpace({
    optimizer: { choice: ["adam", "sgd"] },
    momentum: { boolean: {}, when: '$optimizer == "sgd"' },
    nesterov: { boolean: {}, when: "$momentum" },
    strength: { float: { min: 0.5, max: 1, step: 0.1 }, when: "$nesterov" },
  }),
  single: compileSpace({ only: { int: { min: 3, max: 3 } }, fixed: { float: { min: 0.5, max: 0.5 } } }),
  tiny: compileSpace({ a: { boolean: {} }, b: { choice: ["x", "y", "z"] } }),
};

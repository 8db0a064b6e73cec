import { stream } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { family } from "../component/family.ts";
import type { Initializer } from "./initializer.ts";
import { constant, identity, ones, zeros } from "./initializers/constant.ts";
import { orthogonal } from "./initializers/orthogonal.ts";
import { randomNormal, randomUniform, truncatedNormal } from "./initializers/random.ts";
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  leCunNormal,
  leCunUniform,
} from "./initializers/scaled.ts";
import type { Model } from "./model.ts";

/** Every way to draw first weights. Adding one is one definition and one line here. */
export const initializers = family<Initializer>("initializer", [
  zeros,
  ones,
  constant,
  identity,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  leCunUniform,
  leCunNormal,
  randomUniform,
  randomNormal,
  truncatedNormal,
  orthogonal,
]);

/**
 * The weights a training starts from, in the order of `weightsOf(model)`. Weight w of node n draws from the
 * stream (seed, "weights", trial, n, w), so a layer's first values do not depend on the other layers'.
 */
export function initialWeights(model: Model, seed: number, trial: number): Float32Array[] {
  return model.nodes.flatMap((node) =>
    node.weights.map((spec, index) => {
      const values = new Float32Array(sizeOf(spec.shape));
      const { component, options } = initializers.open(spec.initializer);
      component.fill(values, spec, stream(seed, "weights", trial, node.index, index), options);
      if (spec.ones !== undefined) values.fill(1, ...spec.ones);
      return values;
    }),
  );
}

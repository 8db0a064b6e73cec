import type { Lowering } from "../lowering.ts";

/** Layers that leave the values where they are and call the shape another. */
export const renamed: Lowering = {
  lower({ inputs, node }) {
    const x = inputs[0]!;
    return {
      output: { region: x.region, shape: node.shape },
      backward: (gradient) => [{ region: gradient.region, shape: x.shape }],
    };
  },
};

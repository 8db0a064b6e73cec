import { sizeOf } from "../../base/shape.ts";
import { nameOf } from "../../component/component.ts";
import { type Model, type OwnedWeight, weightsOf } from "../../model/model.ts";
import type { Optimizer } from "../../train/optimizer.ts";
import { type Layout, plain, writeValues } from "./layout.ts";
import { lowerings } from "./lowerings.ts";
import { Region } from "./recorder.ts";
import type { Store } from "./store.ts";
import type { Trained } from "./updates.ts";

/** A weight of the model with its place in memory. */
export interface WeightCell extends OwnedWeight {
  readonly layout: Layout;
  readonly value: Region;
  /** Where it is trained: what its update touches. */
  readonly trained?: Trained;
}

/** Places for all weights of a model, in the order of `weightsOf(model)`, and for the optimizer's slots. */
export function placeWeights(
  store: Store,
  model: Model,
  optimizer: { readonly component: Optimizer; readonly options: Readonly<Record<string, unknown>> },
): WeightCell[] {
  const layouts = new Map(
    model.nodes.map((node) => [node, lowerings.get(nameOf(node.layer))?.layouts?.(node) ?? {}]),
  );
  return weightsOf(model).map(({ node, spec }) => {
    const layout = layouts.get(node)![spec.name] ?? plain(spec.shape);
    const value = store.zeros(layout.length * 4);
    const own = { node, spec, layout, value };
    if (!spec.trainable) return own;
    const { component, options } = optimizer;
    const slots = component.slots(options).map((slot) => {
      const region = store.zeros(layout.length * 4);
      const first = new Float32Array(sizeOf(spec.shape)).fill(component.initialSlot?.(slot, options) ?? 0);
      writeValues(layout, first, store.floats(region));
      return region;
    });
    return {
      ...own,
      trained: { spec, layout, value, gradient: new Region(layout.length * 4), slots },
    };
  });
}

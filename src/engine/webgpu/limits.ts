import { type Shape, sizeOf } from "../../base/shape.ts";
import type { Model } from "../../model/model.ts";

/** What of a device bounds the size of a tensor, in bytes. */
type Limits = Pick<GPUSupportedLimits, "maxBufferSize" | "maxStorageBufferBindingSize">;

/** What of a model is larger than a device can hold in one piece, in batches of so many samples, one sentence each. */
export function oversized(model: Model, batchSize: number, limits: Limits): string[] {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const refuse = (what: string, samples: number, shape: Shape): string[] => {
    const bytes = 4 * samples * sizeOf(shape);
    if (bytes <= most) return [];
    const batch = samples === 1 ? "" : ` in a batch of ${samples}`;
    return [`${what} takes ${gibibytes(bytes)}${batch}, and the GPU holds ${gibibytes(most)} in one piece`];
  };
  return [
    ...refuse("the model's input", batchSize, model.input),
    ...model.nodes.flatMap(({ name, shape, weights }) => [
      ...refuse(`the output of layer \`${name}\``, batchSize, shape),
      ...weights.flatMap((spec) => refuse(`the ${spec.name} of layer \`${name}\``, 1, spec.shape)),
    ]),
  ];
}

function gibibytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}

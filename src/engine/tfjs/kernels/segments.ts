import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { computed } from "./heap.ts";

/**
 * `UnsortedSegmentSum`, the gradient of a look-up in an embedding: row r of the result is the sum of the rows
 * of x whose segment id is r. Ids outside the result are left out, as TensorFlow defines it.
 */
export function segmentSum(): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    const rows = attrs!.numSegments as number;
    return computed(backend, { x, segmentIds }, [rows, ...x.shape.slice(1)], (out, values) => {
      const width = out.length / rows;
      for (const [row, id] of values.segmentIds.entries()) {
        if (id < 0 || id >= rows) continue;
        for (let column = 0; column < width; column++) {
          out[id * width + column]! += values.x[row * width + column]!;
        }
      }
    });
  };
}

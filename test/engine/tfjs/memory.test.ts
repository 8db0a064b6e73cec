import type { TensorInfo } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { loadTfjs } from "../../../src/engine/tfjs/load.ts";

const test = suite("engine/tfjs/memory");

test("a full memory is an error that says what to do, and nothing is overwritten", async () => {
  const { core } = await loadTfjs();
  const kept = core.tensor1d([1, 2, 3]);
  const backend = core.backend() as unknown as {
    makeOutput(shape: number[], dtype: "float32"): TensorInfo;
    disposeData(dataId: object): void;
  };
  const taken: TensorInfo[] = [];
  let error: unknown;
  while (error === undefined && taken.length < 20) {
    try {
      taken.push(backend.makeOutput([2 ** 27], "float32")); // 512 MiB that are never touched
    } catch (thrown) {
      error = thrown;
    }
  }
  for (const { dataId } of taken) backend.disposeData(dataId);
  assert.instance(error, RunExpError);
  assert.is((error as RunExpError).code, "out-of-memory");
  assert.match((error as RunExpError).message, "512.0 MiB");
  assert.equal([...core.add(kept, 1).dataSync()], [2, 3, 4]);
});

test.run();

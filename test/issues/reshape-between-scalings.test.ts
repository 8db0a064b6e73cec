import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fillFeatures } from "../../src/data/batch.ts";
import { withAffine } from "../../src/data/features.ts";
import { samplesOf } from "../data/samples.ts";

/**
 * Columns scaled by three, reshaped, and scaled again by four had their factors paired wrongly: the longer list
 * decided, and the shorter was read as if it began anew there.
 */
const test = suite("issues/reshape-between-scalings");

test("three factors and then four are twelve for a sample of twelve values", () => {
  const three = withAffine(samplesOf([4, 3], Array(12).fill(1)), [1, 2, 3], [0, 0, 0]);
  const four = withAffine(
    { ...three, features: { ...three.features, shape: [3, 4] } },
    [1, 10, 100, 1000],
    [0, 0, 0, 0],
  );
  const seen = new Float32Array(12);
  fillFeatures(four, Uint32Array.of(0), seen);
  assert.equal([...seen], [1, 20, 300, 1000, 2, 30, 100, 2000, 3, 10, 200, 3000]);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openDataset } from "../../src/data/open.ts";
import {
  bytes,
  contextIn,
  type Files,
  idxFile,
  inFolder,
  npyFile,
  sectionOf,
  uint8Npy,
} from "../data/fixtures.ts";

/**
 * A fingerprint covered bytes, and neither their shape and type nor how gaps are filled: a run on other data was
 * "up to date".
 */
const test = suite("issues/fingerprint-without-shape");

function fingerprint(files: Files, source: string, options: object): Promise<string> {
  return inFolder(
    files,
    async (folder) => (await openDataset(sectionOf(source, options), contextIn(folder))).fingerprint,
  );
}

test("the same bytes in another shape are other data", async () => {
  const paths = { trainImages: "x", trainLabels: "y" };
  const labels = idxFile([2], [0, 1]);
  const wide = await fingerprint(
    { x: idxFile([2, 1, 4], [1, 2, 3, 4, 5, 6, 7, 8]), y: labels },
    "idx",
    paths,
  );
  const square = await fingerprint(
    { x: idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), y: labels },
    "idx",
    paths,
  );
  assert.is.not(square, wide);
});

test("the same bytes as numbers of another type are other data", async () => {
  const paths = { features: "x", labels: "y" };
  const bits = bytes(Float32Array.of(1, 2, 3, 4));
  const labels = uint8Npy([2], [0, 1]);
  const floats = await fingerprint({ x: npyFile("<f4", [2, 2], bits), y: labels }, "npy", paths);
  const ints = await fingerprint({ x: npyFile("<i4", [2, 2], bits), y: labels }, "npy", paths);
  assert.is.not(ints, floats);
});

test("gaps that are filled in another way are other data", async () => {
  const table = { t: "a,k\n1,x\n,y\n2,x\n9,y\n" };
  const mean = await fingerprint(table, "csv", { path: "t", target: "k", missing: "mean" });
  const median = await fingerprint(table, "csv", { path: "t", target: "k", missing: "median" });
  assert.is.not(median, mean);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../src/data/open.ts";
import { float32Npy, idxFile, inFolder, problemOf, sectionOf, uint8Npy } from "../data/fixtures.ts";

/**
 * A test label that no training sample has was taken as it is: it ran past the end of the model's output when the
 * test samples were judged. Now it is a problem at the file of test labels.
 */
const test = suite("issues/test-labels-beyond-classes");

test("an IDX file of test labels with a class of its own is refused", async () => {
  const images = idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const files = { x: images, y: idxFile([2], [0, 1]), ty: idxFile([2], [0, 7]) };
  const paths = { trainImages: "x", trainLabels: "y", testImages: "x", testLabels: "ty" };
  const problem = await inFolder(files, (folder) =>
    problemOf(() => describeDataset(sectionOf("idx", paths), { folder })),
  );
  assert.equal(problem.path, ["source", "idx", "testLabels"]);
});

test("a NumPy array of test labels with half a class is refused", async () => {
  const files = {
    x: float32Npy([2, 2], [1, 2, 3, 4]),
    y: uint8Npy([2], [0, 1]),
    ty: float32Npy([2], [0, 0.5]),
  };
  const paths = { features: "x", labels: "y", testFeatures: "x", testLabels: "ty" };
  const problem = await inFolder(files, (folder) =>
    problemOf(() => describeDataset(sectionOf("npy", paths), { folder })),
  );
  assert.equal(problem.path, ["source", "npy", "testLabels"]);
});

test.run();

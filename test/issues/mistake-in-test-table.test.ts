import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../src/data/open.ts";
import { inFolder, problemOf, sectionOf } from "../data/fixtures.ts";

/**
 * What was wrong in a CSV file of test samples was told at `path`, the training file; a category that only the test
 * file has was taken for none at all.
 */
const test = suite("issues/mistake-in-test-table");

const TRAINING = "a,c,k\n1,p,x\n2,q,y\n";

for (const [what, row] of [
  ["a word for a number", "few,p,x"],
  ["an empty cell", ",p,x"],
  ["a category of its own", "1,r,x"],
  ["an empty target", "1,p,"],
] as const) {
  test(`${what} in the test file is told at testPath`, async () => {
    const options = { path: "train.csv", testPath: "test.csv", target: "k", categorical: ["c"] };
    const files = { "train.csv": TRAINING, "test.csv": `a,c,k\n${row}\n` };
    const problem = await inFolder(files, (folder) =>
      problemOf(() => describeDataset(sectionOf("csv", options), { folder })),
    );
    assert.equal(problem.path, ["source", "csv", "testPath"]);
    assert.match(problem.message, "test.csv:2");
  });
}

test.run();

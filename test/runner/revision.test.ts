import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { REVISION } from "../../src/store/identity.ts";
import { readRun } from "../../src/store/versions.ts";
import { scratch } from "../scratch.ts";
import { project, runFile } from "./tiny.ts";

const test = suite("runner/revision");

/**
 * What a known file comes to. Where this differs, run-exp computes something else from the same file than it did,
 * and versions that people have would wrongly count as up to date: raise REVISION in src/store/identity.ts, and
 * write down here what it comes to now.
 */
const KNOWN = {
  arithmetic: "tfjs-wasm 4.22.0",
  revision: 1,
  history: `epoch,loss,accuracy,val_loss,val_accuracy,learning_rate
1,1.33828,0.236842,0.977233,0.4,0.05
2,0.83773,0.605263,0.936717,0.8,0.0375
3,0.684762,0.657895,0.921844,0.8,0.0125
4,0.650843,0.710526,0.920186,0.8,0
`,
};

test("a known file comes to what it always came to, at this revision", async () => {
  const { write } = project();
  const { folder } = await runFile(
    write("known", {
      seed: "seed: 20261124\nengine: tfjs",
      optimizer: "  optimizer: { adam: { learningRate: { cosine: { start: 0.05, warmUp: 2 } } } }",
    }),
    scratch(),
  );
  const { arithmetic } = await readRun(folder);
  assert.match(arithmetic, /^tfjs-/);
  if (arithmetic !== KNOWN.arithmetic) return; // another backend, which rounds otherwise
  assert.is(REVISION, KNOWN.revision);
  assert.is(readFileSync(join(folder, "history.csv"), "utf8"), KNOWN.history);
});

test.run();

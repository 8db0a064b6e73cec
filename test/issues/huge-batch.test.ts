import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { project } from "../runner/tiny.ts";

/** Room was made for a whole batch, however few samples there were to fill it. */
const test = suite("issues/huge-batch");

test("a batch larger than the data takes all of it in one step", async () => {
  const { folder: cwd, write } = project();
  const file = write("whole", { epochs: "  epochs: 1" });
  const { code, stderr } = await runExp([file, "--set", "train.batchSize=1000000000"], { cwd });
  assert.is(code, 0, stderr);
});

test.run();

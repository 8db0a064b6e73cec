import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseEngine, describeEngines } from "../../../src/engine/engines.ts";
import { loadTensorflow } from "../../../src/engine/tensorflow/load.ts";
import { ownUpdatesOf } from "../../contract/own-updates.ts";
import { jobOf, SMALL_CNN, stepOf } from "../jobs.ts";
import { withTensorflow } from "./loaded.ts";

/** What is particular to TensorFlow: variables that its own ops move, its generator, its memory. */

/** Trains a little in a process of its own and prints a digest of the state. */
const TRAINED = `
  import { createHash } from "node:crypto";
  import { chooseEngine } from "./src/engine/engines.ts";
  import { jobOf, SMALL_CNN, takeSteps } from "./test/engine/jobs.ts";
  const job = jobOf(SMALL_CNN);
  const training = await (await chooseEngine("tensorflow", [job.model])).open(job);
  await takeSteps(training, 0, 4);
  const { weights } = await training.exportState();
  console.log(weights.reduce((hash, values) => hash.update(values), createHash("sha256")).digest("hex"));
`;

await withTensorflow(import.meta.filename, async () => {
  const test = suite("engine/tensorflow/training");
  const tf = await loadTensorflow();
  ownUpdatesOf(test, "tensorflow", tf);

  test("fifty trainings leave none of TensorFlow's tensors behind", async () => {
    const engine = await chooseEngine("tensorflow", [jobOf(SMALL_CNN).model]);
    const counts: number[] = [];
    for (let trial = 0; trial < 50; trial++) {
      const training = await engine.open(jobOf({ ...SMALL_CNN, trial }));
      await training.step(stepOf(0));
      await training.importState(await training.exportState());
      await training.step(stepOf(1));
      training.close();
      counts.push(tf.ops.binding.getNumOfTensors());
    }
    assert.is(counts.at(-1), counts[0]);
  });

  test("an array that a state was imported from stays as it was", async () => {
    const engine = await chooseEngine("tensorflow", [jobOf(SMALL_CNN).model]);
    const training = await engine.open(jobOf(SMALL_CNN));
    await training.step(stepOf(0));
    const state = await training.exportState();
    const held = structuredClone(state);
    await training.importState(state);
    await training.step(stepOf(1));
    assert.equal(state, held);
    training.close();
  });

  test("two processes come to the same bytes, and say nothing of their own", () => {
    const digests = [0, 1].map(() => {
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["--input-type=module-typescript", "--eval", TRAINED],
        { encoding: "utf8" },
      );
      // TensorFlow 2.21 has no way to be told not to say that it uses oneDNN.
      const said = stderr.split("\n").filter((line) => !/absl::InitializeLog|oneDNN|^$/.test(line));
      assert.equal([said, status], [[], 0]);
      return stdout;
    });
    assert.match(digests[0]!, /^[0-9a-f]{64}\n$/);
    assert.is(digests[1], digests[0]);
  });

  test("the arithmetic is told by what TensorFlow makes of its environment", () => {
    const told = (environment: NodeJS.ProcessEnv): string => {
      const { stdout } = spawnSync(
        process.execPath,
        [
          "--input-type=module-typescript",
          "--eval",
          `import { loadTensorflow } from "./src/engine/tensorflow/load.ts";
           console.log((await loadTensorflow()).device);`,
        ],
        { encoding: "utf8", env: { ...process.env, ...environment } },
      );
      return stdout.trim();
    };
    for (const off of ["0", "false"]) assert.match(told({ TF_ENABLE_ONEDNN_OPTS: off }), /, without oneDNN$/);
    assert.match(told({ TF_ENABLE_ONEDNN_OPTS: "", TF_NUM_INTRAOP_THREADS: "1" }), /, 1 thread$/);
    assert.match(
      told({ TF_NUM_INTRAOP_THREADS: "many" }),
      new RegExp(`, ${availableParallelism()} threads?$`),
    );
  });

  test("says what it computes on", async () => {
    const { findings } = (await describeEngines()).find((engine) => engine.name === "tensorflow")!;
    assert.match(findings[0]!.detail, /^\d+\.\d+\.\d+, through @tensorflow\/tfjs-node(-gpu)?, on \S/);
    const { model } = jobOf(SMALL_CNN);
    assert.match((await chooseEngine("tensorflow", [model])).arithmetic(model), tf.device);
  });

  test.run();
});

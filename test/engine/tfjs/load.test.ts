import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeTfjs, loadTfjs } from "../../../src/engine/tfjs/load.ts";

const test = suite("engine/tfjs/load");

test("loads once, on a backend that was found", async () => {
  const tf = await loadTfjs();
  assert.is(await loadTfjs(), tf);
  assert.is(tf.core.getBackend(), tf.backend);
  assert.match(tf.version, /^\d+\.\d+\.\d+$/);
});

test("says what was found, and gives a reason for what was not", async () => {
  const findings = await describeTfjs();
  assert.ok(findings.some(({ found }) => found));
  for (const { name, detail } of findings) {
    assert.match(name, "tfjs");
    assert.ok(detail.length > 0 && !detail.includes("\n"), detail);
  }
});

test("loads and computes without a word, and leaves the handling of crashes alone", () => {
  const script = `
    import { loadTfjs } from "./src/engine/tfjs/load.ts";
    const { core } = await loadTfjs();
    const [sum] = core.add(core.tensor1d([1]), 2).dataSync();
    const listeners = process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection");
    if (sum !== 3 || listeners !== 0) process.exitCode = 1;
  `;
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  assert.equal([child.status, child.stdout, child.stderr], [0, "", ""]);
});

test.run();

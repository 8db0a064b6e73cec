import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { INSTALL, lacksRealGpu, packagesMissing } from "../../../src/engine/webgpu/dawn.ts";

/** What is said where the packages or a GPU are missing, which needs neither. */

const test = suite("engine/webgpu/dawn");

test("the documented command installs the versions that the engine names", () => {
  assert.match(
    INSTALL,
    /^npm install --no-save webgpu@\d+\.\d+\.\d+ @tensorflow\/tfjs-backend-webgpu@\d+\.\d+\.\d+$/,
  );
  assert.ok(readFileSync("docs/engines.md", "utf8").includes(`\n${INSTALL}\n`));
});

test("what is missing is said in one line, and nothing is loaded to find packages missing", async () => {
  const missing = packagesMissing();
  if (missing !== undefined) assert.equal(await lacksRealGpu(), missing);
  const lacking = await lacksRealGpu();
  if (lacking !== undefined) assert.match(lacking.detail, /^[^\n]+$/);
});

test.run();

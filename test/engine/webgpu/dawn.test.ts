import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OPTIONAL_PACKAGES } from "../../../src/engine/packages.ts";
import { lacksRealGpu, PACKAGES, packagesMissing } from "../../../src/engine/webgpu/dawn.ts";

/** What is said where the packages or a GPU are missing, which needs neither. */

const test = suite("engine/webgpu/dawn");

test("the documented command installs the versions that the engine names", () => {
  const packages = Object.values(PACKAGES).map((name) => `${name}@${OPTIONAL_PACKAGES[name]}`);
  const command = `npm install --no-save ${packages.join(" ")}`;
  assert.ok(readFileSync("docs/engines.md", "utf8").includes(`\n${command}\n`));
});

test("what is missing is said in one line, and nothing is loaded to find packages missing", async () => {
  const missing = packagesMissing();
  if (missing !== undefined) assert.equal(await lacksRealGpu(), missing);
  const lacking = await lacksRealGpu();
  if (lacking !== undefined) assert.match(lacking.detail, /^[^\n]+$/);
});

test.run();

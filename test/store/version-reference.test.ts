import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { versionFolder } from "../../src/store/version-reference.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/version-reference");

const results = scratch();
for (const path of ["cnn/v001", "cnn/v003", "mlp/width=8/v002"]) {
  mkdirSync(join(results, path), { recursive: true });
  writeFileSync(join(results, path, "run.json"), "{}");
}

async function refused(reference: string): Promise<string> {
  const error: unknown = await versionFolder(reference, results).catch((reason: unknown) => reason);
  assert.instance(error, RunExpError);
  const { code, message, hint } = error as RunExpError;
  assert.is(code, "no-version");
  return `${message}; ${hint}`;
}

test("a version is named by its number, as the latest, or by its folder", async () => {
  assert.is(await versionFolder("cnn@1", results), join(results, "cnn", "v001"));
  assert.is(await versionFolder("cnn@latest", results), join(results, "cnn", "v003"));
  assert.is(await versionFolder("cnn", results), join(results, "cnn", "v003"));
  assert.is(await versionFolder("mlp/width=8@2", results), join(results, "mlp", "width=8", "v002"));
  const path = join(results, "cnn", "v003");
  assert.is(await versionFolder(path, "elsewhere"), path);
});

test("what is no version is told with what there is", async () => {
  assert.match(await refused("cnn@2"), "its versions are @1, @3");
  assert.match(await refused("cnm@1"), "did you mean cnn@1?");
  assert.match(await refused("cnn@01"), "cnn@01 is no version; name one as experiment@2");
  assert.match(await refused("cnm"), "there is no version of cnm in");
  assert.match(await refused("cnm"), "did you mean cnn?");
  assert.match(await refused("other@latest"), "run-exp list tells");
});

test.run();

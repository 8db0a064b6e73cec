import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { namedVersion } from "../../src/store/version-reference.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/version-reference");

const results = scratch();
for (const path of ["cnn/v001", "cnn/v003", "mlp/width=8/v002"]) {
  mkdirSync(join(results, path), { recursive: true });
  writeFileSync(join(results, path, "run.json"), "{}");
}

async function refused(reference: string): Promise<string> {
  const error: unknown = await namedVersion(reference, results).catch((reason: unknown) => reason);
  assert.instance(error, RunExpError);
  const { code, message, hint } = error as RunExpError;
  assert.is(code, "no-version");
  return `${message}; ${hint}`;
}

test("a version is named by its number, as the latest, or by its folder", async () => {
  const named = async (reference: string) => Object.values(await namedVersion(reference, results));
  const first = ["cnn@1", join(results, "cnn", "v001")];
  const latest = ["cnn@3", join(results, "cnn", "v003")];
  assert.equal(await named("cnn@1"), first);
  assert.equal(await named("cnn@latest"), latest);
  assert.equal(await named("cnn"), latest);
  assert.equal(await named("mlp/width=8@2"), ["mlp/width=8@2", join(results, "mlp", "width=8", "v002")]);
  const path = join(results, "cnn", "v003");
  assert.equal(Object.values(await namedVersion(path, "elsewhere")), [path, path]);
});

test("an experiment is named by its folder too, as a shell completes it", async () => {
  for (const path of [
    join(results, "cnn"),
    `${join(results, "cnn")}/`,
    "cnn/",
    `${join(results, "cnn")}@3`,
  ]) {
    assert.is((await namedVersion(path, results)).name, "cnn@3", path);
  }
});

test("what is no version is told with what there is", async () => {
  assert.match(await refused("cnn@2"), "its versions are @1, @3");
  assert.match(await refused("cnm@1"), "did you mean cnn@1?");
  assert.match(await refused("cnn@01"), "cnn@01 is no version; name one as experiment@2");
  assert.match(await refused("cnm"), "there is no version of cnm in");
  assert.match(await refused("cnm"), "did you mean cnn?");
  assert.match(await refused("other@latest"), "run-exp list tells");
  assert.match(await refused("mlp"), "its variants have: mlp/width=8");
});

test.run();

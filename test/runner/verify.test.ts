import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reasonOf } from "../../src/runner/verify.ts";
import type { RunFile } from "../../src/store/versions.ts";

/** What is thought to be the reason where a version comes out otherwise; test/commands/verify.test.ts runs versions. */

const test = suite("runner/verify");

const RUN: RunFile = {
  ...{ identity: "i", experiment: "e", data: "d", arithmetic: "tensorflow 2.21.0", revision: 1 },
  ...{ engine: "tensorflow", seed: 42, status: "complete", weights: "w", kept: {} },
};

test("what is known to decide bytes comes first", () => {
  const gpu = "NVIDIA H100, driver 580";
  assert.match(
    reasonOf(RUN, { ...RUN, revision: 2, arithmetic: "wasm" }, gpu),
    "this run-exp computes otherwise",
  );
  assert.match(
    reasonOf(RUN, { ...RUN, arithmetic: "wasm" }, gpu),
    /other arithmetic: tensorflow 2\.21\.0 .* wasm/,
  );
  assert.match(reasonOf(RUN, { ...RUN, data: "other" }, gpu), "other data");
  assert.match(reasonOf(RUN, { ...RUN, experiment: "other" }, gpu), "experiment.yaml is not the one");
});

test("a GPU is named where nothing else differs, for it promises no equal bytes", () => {
  assert.match(reasonOf(RUN, RUN, "NVIDIA H100, driver 580"), /NVIDIA H100.* may add in another order/);
  assert.match(reasonOf(RUN, RUN, undefined), "please report this");
});

test.run();

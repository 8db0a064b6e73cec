import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { project } from "../runner/tiny.ts";

/** A run whose loss was no number closed with `done`, and only `list` said that it had diverged. */
const test = suite("issues/diverged-run");

test("a run that diverged says so at its end and in the closing table, also when it is up to date", async () => {
  const { folder: cwd, write } = project();
  const optimizer = "  optimizer: { sgd: { learningRate: 1e30 } }";
  const file = write("wild", { optimizer, epochs: "  epochs: 2", callbacks: "" });
  for (let call = 0; call < 2; call++) {
    const { code, stdout, stderr } = await runExp([file], { cwd });
    assert.is(code, 0);
    assert.match(stdout, /^wild +v001 +diverged/m);
    assert.match(stdout + stderr, "wild v001: diverged");
  }
});

test.run();

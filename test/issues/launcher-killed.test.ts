import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { project } from "../runner/tiny.ts";

/** A launcher on an older Node that was killed left a run behind, which held the experiment's lock. */
const test = suite("issues/launcher-killed");

/** Starts the program as bin/run-exp.js does on an older Node. */
const LAUNCHER = `
  const { spawn } = require("node:child_process");
  spawn(process.execPath, process.argv.slice(1), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
`;

test("a run whose launcher is killed ends too, and the same command goes on", async () => {
  const { folder: cwd, write } = project();
  const file = write("orphan", { epochs: "  epochs: 2000", callbacks: "" });
  // Settles only when nothing writes to the pipes any more, which the run inherits from its launcher.
  const { stderr } = await runExp([file], {
    cwd,
    node: ["--eval", LAUNCHER, "--"],
    watch: (launcher, written) => {
      if (written.includes("epoch 3/2000")) launcher.kill("SIGKILL");
    },
  });
  assert.not.match(stderr, "epoch 2000/2000");
  const next = await runExp(["plan", file], { cwd });
  assert.match(next.stdout, /status +goes on after epoch \d+, to v001/);
  const again = await runExp([file, "--set", "train.epochs=2"], { cwd });
  assert.is(again.code, 0, again.stderr);
});

test.run();

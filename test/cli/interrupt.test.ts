import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { project } from "../runner/tiny.ts";
import { deterministic, scratch } from "../scratch.ts";
import { runExp } from "./program.ts";

/** Ctrl-C, as the terminal sends it. */
const test = suite("cli/interrupt");

const LONG = { epochs: "  epochs: 300", callbacks: "" };

test("the first ends the run in order, with what is saved, and the same command ends in the same bytes", async () => {
  const { folder: cwd, write } = project();
  const [file, next] = [write("cut", LONG), write("next", LONG)];
  let sent = false;
  const cut = await runExp([file, next], {
    cwd,
    watch(child, written) {
      if (sent || !written.includes("epoch 3/300")) return;
      sent = true;
      child.kill("SIGINT");
      child.kill("SIGINT"); // npx passes on what the terminal has sent already: one press, two signals
    },
  });
  assert.is(cut.code, 130, cut.stderr);
  assert.match(cut.stderr, /cut: interrupted, epoch \d+ saved/);
  assert.match(cut.stderr, "run the same command to go on");
  assert.match(cut.stdout, /^cut +interrupted/m);
  assert.match(cut.stdout, /^next +not run/m);

  const plan = await runExp(["plan", file], { cwd });
  assert.match(plan.stdout, /status +goes on after epoch \d+, to v001/);
  const resumed = await runExp([file], { cwd });
  assert.is(resumed.code, 0);
  assert.match(resumed.stderr, /cut: goes on after epoch \d+/);
  assert.match(resumed.stdout, /^cut +v001 +resumed/m);

  const whole = scratch();
  assert.is((await runExp([file, "--results", whole], { cwd })).code, 0);
  assert.equal(deterministic(join(cwd, "results", "cut")), deterministic(join(whole, "cut")));
});

test.run();

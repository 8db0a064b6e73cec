import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { childrenOf, isAlive } from "../runner/processes.ts";
import { project, searching } from "../runner/tiny.ts";
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

test("a search ends at once with its workers, and the same command ends in the same bytes", async () => {
  const { folder: cwd, write } = project();
  const file = write("cut", searching({ tuner: "  tuner: { random: { trials: 20 } }" }));
  let workers: readonly number[] = [];
  const cut = await runExp([file, "--workers", "2"], {
    cwd,
    watch(child, written) {
      if (workers.length > 0 || !written.includes("trial 3:")) return;
      workers = childrenOf(child.pid!);
      for (const one of [...workers, child.pid!]) process.kill(one, "SIGINT"); // as the terminal does
    },
  });
  assert.is(cut.code, 130, cut.stderr);
  assert.match(cut.stderr, "run the same command to go on");
  assert.is(workers.length, 2);
  assert.equal(workers.filter(isAlive), []);

  const resumed = await runExp([file, "--workers", "1"], { cwd });
  assert.is(resumed.code, 0, resumed.stderr);
  const whole = scratch();
  assert.is((await runExp([file, "--results", whole], { cwd })).code, 0);
  assert.equal(deterministic(join(cwd, "results", "cut")), deterministic(join(whole, "cut")));
});

test.run();

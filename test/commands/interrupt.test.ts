import { EventEmitter } from "node:events";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { interruptible } from "../../src/commands/interrupt.ts";

const test = suite("commands/interrupt");

/** Presses Ctrl-C at these moments, in milliseconds; whether it stopped in order, and how often at once. */
function press(...moments: readonly number[]): { stopped: boolean; ended: number } {
  const keys = new EventEmitter();
  let now = 0;
  let ended = 0;
  const signal = interruptible(
    keys,
    () => now,
    () => (ended += 1),
  );
  for (const moment of moments) {
    now = moment;
    keys.emit("SIGINT");
  }
  return { stopped: signal.aborted, ended };
}

test("nothing pressed, nothing stops", () => {
  assert.equal(press(), { stopped: false, ended: 0 });
});

test("the first press stops in order", () => {
  assert.equal(press(5000), { stopped: true, ended: 0 });
});

test("one press that arrives twice is one", () => {
  assert.equal(press(5000, 5001, 5200), { stopped: true, ended: 0 });
});

test("a second press ends at once", () => {
  assert.equal(press(5000, 5001, 6000), { stopped: true, ended: 1 });
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Team } from "../../src/engine/wasm/team.ts";

/**
 * A program without steps has no meeting at its end, so the next order could overtake the one that a thread was about to
 * take: that thread ran the next program twice.
 */
const test = suite("issues/orders-overtaken");

test("a program runs once an order on every thread, also after one without steps", async () => {
  const [count, times] = [1000, 50_000];
  const team = await Team.start(2);
  const [x, y] = [team.heap.allocate(count * 4), team.heap.allocate(count * 4)];
  team.heap.floats(x, count).fill(1);
  const values = team.heap.floats(y, count).fill(0);
  const nothing = team.load([]);
  const adding = team.load([{ kernel: "accumulate", numbers: [x, count, y] }]);
  for (let run = 0; run < times; run++) {
    nothing.run();
    adding.run();
  }
  assert.equal(new Set(values), new Set([times]));
  await team.dismiss();
});

test.run();

import { availableParallelism } from "node:os";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { workersFor } from "../../src/runner/search-study.ts";

/** How many trials run side by side where no one says so. */

const test = suite("runner/workers");

test("trials that keep cores busy share them, one a core", () => {
  const search = { search: { parallel: 1 } };
  assert.is(workersFor({ engine: { busies: "cores" }, search }), availableParallelism());
});

test("on a GPU one trial runs at a time, unless the file says how many", () => {
  const engine = { busies: "gpu" } as const;
  assert.is(workersFor({ engine, search: { search: { parallel: 1 } } }), 1);
  assert.is(workersFor({ engine, search: { search: { parallel: 3 } } }), 3);
});

test.run();

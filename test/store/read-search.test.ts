import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSearch } from "../../src/store/read-search.ts";

const test = suite("store/read-search");

const FILES: Readonly<Record<string, string>> = {
  "trials.csv": "trial,status,value,epochs,best_epoch,bracket,rung,units,reason\n1,complete,0.5,3,2,,,4,\n",
  "metrics.json": '{"search": {"best": {"trial": 1}}}',
  "importance.csv": "hyperparameter,share,low,high\nunits,0.5,0.25,0.75\n",
};

const SEARCH = { objective: { metric: "val_loss" }, space: { units: { int: { min: 1, max: 8 } } } };

function read(document: object, files = FILES) {
  return readSearch({ name: "a@1", text: async (path) => files[path] }, document as Record<string, unknown>);
}

test("a search is read with its trials and with what matters", async () => {
  const { best, objective, trials, importance } = (await read({ search: SEARCH }))!;
  assert.is(best, 1);
  assert.equal(trials[0]!.configuration, { units: 4 });
  assert.equal(importance.hyperparameters, [{ name: "units", share: 0.5, low: 0.25, high: 0.75 }]);
  assert.equal(objective, { name: "val_loss", better: "lower" });
});

test("what the file says of the goal counts", async () => {
  const search = { ...SEARCH, objective: { metric: "val_loss", goal: "max" } };
  assert.is((await read({ search }))!.objective.better, "higher");
});

test("nothing matters where nothing is said of it", async () => {
  const { "importance.csv": _, ...others } = FILES;
  assert.equal((await read({ search: SEARCH }, others))!.importance.hyperparameters, []);
});

test("there is none without a search, without its trials, or with a space that is not known any more", async () => {
  assert.is(await read({}), undefined);
  assert.is(await read({ search: SEARCH }, {}), undefined);
  assert.is(await read({ search: { ...SEARCH, space: { units: { int: { min: 8, max: 1 } } } } }), undefined);
});

test.run();

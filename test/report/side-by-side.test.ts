import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Compared, varied } from "../../src/report/side-by-side.ts";

const test = suite("report/side-by-side");

function version(document: Compared["document"], run: Partial<Compared["run"]> = {}): Compared {
  return {
    name: "net@1",
    document,
    figures: {},
    history: [],
    run: { data: "d", arithmetic: "wasm-fused 1.0", engine: "wasm", revision: 1, ...run },
  };
}

test("a value that differs in one version stands beside those of all others", () => {
  const [first, second, third] = [0.1, 0.2, 0.1].map((rate) =>
    version({ name: "net", train: { optimizer: { sgd: { rate } }, epochs: 3 } }),
  );
  assert.equal(varied([first!, second!, third!]), [
    { path: "train.optimizer.sgd.rate", values: [0.1, 0.2, 0.1] },
  ]);
});

test("where one has another component, the rest still show theirs", () => {
  const versions = [{ sgd: { rate: 0.1 } }, { sgd: { rate: 0.2 } }, { adam: {} }].map((optimizer) =>
    version({ train: { optimizer } }),
  );
  assert.equal(varied(versions), [
    { path: "train.optimizer.sgd.rate", values: [0.1, 0.2, undefined] },
    { path: "train.optimizer", values: [{ sgd: { rate: 0.1 } }, { sgd: { rate: 0.2 } }, { adam: {} }] },
  ]);
});

test("what is left out or new has no value on the other side", () => {
  const versions = [version({ seed: 1, batch: 8 }), version({ seed: 1, share: 0.5 })];
  assert.equal(varied(versions), [
    { path: "share", values: [undefined, 0.5] },
    { path: "batch", values: [8, undefined] },
  ]);
});

test("names are left out, data and arithmetic come last", () => {
  const versions = [version({ name: "a", seed: 1 }), version({ name: "b", seed: 2 }, { data: "e" })];
  assert.equal(
    varied(versions).map(({ path }) => path),
    ["seed", "data"],
  );
});

test.run();

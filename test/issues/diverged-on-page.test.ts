import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Comparable, comparable, compared } from "../../src/report/page/comparable.ts";
import { jsonIn } from "../../src/report/page/html.ts";
import { listedVersion } from "../../src/report/page/page-version.ts";
import { numbersAsWords } from "../../src/store/formats.ts";
import type { StoredVersion } from "../../src/store/read-version.ts";

/** A version that diverged won the comparison on a page, with a loss of 0: JSON has null for NaN. */
const test = suite("issues/diverged-on-page");

test("figures that are no finite number are so on a page again", () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
  const version = {
    name: "nan@1",
    run: { data: "d", arithmetic: "wasm", engine: "wasm", revision: 1, status: "diverged" },
    document: { name: "nan" },
    figures: { test: { loss: none, accuracy: 0.1, error: infinite } },
    replicates: { count: 3, spread: { test: { loss: { mean: none, deviation: none } } } },
    history: [],
  } as unknown as StoredVersion;
  const [held] = JSON.parse(jsonIn(comparable([listedVersion(version)]), numbersAsWords).text) as [
    Comparable,
  ];
  const { figures, replicates } = compared(held);
  assert.equal(figures, version.figures);
  assert.equal(replicates, version.replicates);
});

test("one whose first replicate did not diverge is listed by the mean of all", () => {
  const version = {
    name: "some@1",
    run: { status: "diverged" },
    document: { name: "some" },
    figures: { test: { loss: 0.3 } },
    replicates: { count: 3, spread: { test: { loss: { mean: Number.NaN, deviation: Number.NaN } } } },
  } as unknown as StoredVersion;
  assert.equal(listedVersion(version).figures, { test_loss: Number.NaN });
});

test.run();

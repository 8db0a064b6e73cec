import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { PageVersion } from "../../../src/report/page/page-version.ts";
import { versionTable } from "../../../src/report/page/version-table.ts";
import type { StoredVersion } from "../../../src/store/read-version.ts";

const test = suite("report/page/version-table");

function version(
  name: string,
  accuracy: number,
  test_loss: number,
  [source, loss] = ["csv", "huber"],
): PageVersion {
  const document = { name, dataset: { source: { [source!]: {} } }, train: { loss: { [loss!]: {} } } };
  const stored = { document, history: [], epochs: 1 } as unknown as StoredVersion;
  const figures = { test_accuracy: accuracy, test_loss };
  return { name: `${name}@1`, experiment: name, status: "complete", figures, stored };
}

/** The figures that stand out. */
function bold(versions: readonly PageVersion[]): string[] {
  return [...versionTable(versions, { chosen: false }).text.matchAll(/<b>([^<]+)<\/b>/g)].map(
    ([, text]) => text!,
  );
}

test("the best figures stand out, of a loss the smallest", () => {
  assert.equal(bold([version("a", 0.9, 0.3), version("b", 0.8, 0.2)]), ["0.9000", "0.2000"]);
  assert.equal(bold([version("a", 0.9, 0.3)]), []);
});

test("each data set has a best of its own, and each kind of loss", () => {
  const others = [
    version("c", 0.5, 0.1, ["idx", "huber"]),
    version("d", 0.6, 0.4, ["idx", "meanSquaredError"]),
  ];
  assert.equal(bold([version("a", 0.9, 0.3), version("b", 0.8, 0.2), ...others]), [
    "0.9000",
    "0.2000",
    "0.6000",
  ]);
});

test.run();

import { parse } from "csv-parse/sync";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileSpace } from "../../src/space/compile.ts";
import { readTrials } from "../../src/store/read-trials.ts";
import { searchFiles } from "../../src/store/search-files.ts";
import type { StoredTable } from "../../src/store/stored-content.ts";
import { searched } from "./searched.ts";

const test = suite("store/read-trials");

function rowsOf(text: string): StoredTable {
  return parse(text, { columns: true }) as StoredTable;
}

test("trials come back as the search left them", () => {
  const content = searched();
  const text = searchFiles(content, () => "").get("trials.csv")!;
  const [first, second, third] = readTrials(rowsOf(text), content.space);
  assert.equal(first, {
    trial: 1,
    status: "complete",
    value: 0.712346,
    epochs: 2,
    configuration: { layers: 1, "units[0]": 8, optimizer: "adam" },
    misfits: [],
  });
  assert.is(second!.status, "failed");
  assert.ok(Number.isNaN(second!.value));
  assert.is(second!.reason, "it took longer than its limit of 5 minutes");
  assert.is(second!.configuration.nesterov, true);
  assert.equal(third!.configuration, content.trials[2]!.configuration);
});

test("a value that the space does not allow is told", () => {
  const [row] = readTrials(
    rowsOf("trial,status,value,epochs,best_epoch,bracket,rung,units,reason\n7,complete,0.5,3,2,1,2,9,\n"),
    compileSpace({ units: { int: { min: 1, max: 4 } } }),
  );
  assert.is(row!.rung, 2);
  assert.equal(row!.misfits, ["units cannot be 9"]);
});

test.run();

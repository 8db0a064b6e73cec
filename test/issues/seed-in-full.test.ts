import { suite } from "uvu";
import * as assert from "uvu/assert";
import { versionFiles } from "../../src/store/version-files.ts";
import { content, EXPERIMENT, figures } from "../store/version.ts";

const test = suite("issues/seed-in-full");

/** Numbers were rounded to six significant digits, seeds and counts too: 20261124 was kept as 20261100. */
test("seeds and counts of more than six digits are kept in full", () => {
  const seed = 2 ** 31 + 1;
  const confusions = [{ truth: 0, answer: 0, count: 1_234_567 }];
  const trainings = [figures({ seed }), figures({ seed: seed + 1 })] as const;
  const files = versionFiles(content({ experiment: { ...EXPERIMENT, seed }, confusions, trainings }));
  assert.is(JSON.parse(String(files.get("run.json"))).seed, seed);
  assert.match(String(files.get("confusion.csv")), ",1234567\n");
  assert.match(String(files.get("classes.csv")), ",1234567\n");
  assert.match(String(files.get("replicates.csv")), `\n2,${seed + 1},`);
});

test.run();

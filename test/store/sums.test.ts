import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeWhole } from "../../src/base/files.ts";
import { damageOf, SUMS, sumsText } from "../../src/store/sums.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/sums");

const FILES = new Map<string, string | Uint8Array>([
  ["report.md", "# é\n"],
  ["env.json", "{}\n"],
  ["model/weights.bin", Uint8Array.of(1, 2, 3)],
  ["metrics.json", "{}\n"],
]);

async function version(): Promise<string> {
  const folder = scratch();
  for (const [name, content] of FILES) await writeWhole(join(folder, name), content);
  await writeWhole(join(folder, SUMS), sumsText(FILES));
  return folder;
}

test("every file but env.json has a line, sorted by path", () => {
  const names = sumsText(FILES)
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(66));
  assert.equal(names, ["metrics.json", "model/weights.bin", "report.md"]);
});

test("sha256sum agrees, where there is one", async () => {
  const folder = await version();
  const checked = spawnSync("sha256sum", ["--check", "--strict", SUMS], { cwd: folder, encoding: "utf8" });
  if (checked.error !== undefined) return assert.is((checked.error as NodeJS.ErrnoException).code, "ENOENT");
  assert.is(checked.status, 0, checked.stderr);
  assert.match(checked.stdout, "model/weights.bin: OK");
});

test("a version as it was written has no damage, weights or not", async () => {
  const folder = await version();
  assert.equal(await damageOf(folder), []);
  rmSync(join(folder, "model"), { recursive: true });
  assert.equal(await damageOf(folder), []);
  writeFileSync(join(folder, "env.json"), "changed");
  assert.equal(await damageOf(folder), []);
});

test("what was changed or lost is named", async () => {
  const folder = await version();
  writeFileSync(join(folder, "metrics.json"), "{} \n");
  writeFileSync(join(folder, "model", "weights.bin"), Uint8Array.of(1, 2, 4));
  rmSync(join(folder, "report.md"));
  assert.equal(await damageOf(folder), [
    "metrics.json was changed",
    "model/weights.bin was changed",
    "report.md was removed",
  ]);
});

test("damage to the sums themselves is told", async () => {
  const folder = await version();
  writeFileSync(join(folder, SUMS), "not a sum\n");
  assert.equal(await damageOf(folder), ["SHA256SUMS was changed"]);
  rmSync(join(folder, SUMS));
  assert.equal(await damageOf(folder), ["SHA256SUMS was removed"]);
});

test.run();

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("test/run");

const UVU = pathToFileURL(join(import.meta.dirname, "../node_modules/uvu/dist/index.mjs")).href;

/** What the test runner says of one test file with this body. */
function verdict(body: string): { code: number | null; last: string; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-"));
  try {
    const file = join(folder, "sample.test.ts");
    writeFileSync(file, `import { suite } from ${JSON.stringify(UVU)};\n${body}\n`);
    const { status, stdout } = spawnSync(process.execPath, ["test/run.ts", file], { encoding: "utf8" });
    return { code: status, last: stdout.trimEnd().split("\n").at(-1)!, output: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("tests that pass are counted", () => {
  const { code, last } = verdict('const t = suite("s"); t("a", () => {}); t("b", () => {}); t.run();');
  assert.equal([code, last], [0, "2 passed, 0 failed"]);
});

test("a test that fails is counted and shown", () => {
  const { code, last, output } = verdict(
    'const t = suite("s"); t("a", () => {}); t("breaks", () => { throw new Error("why"); }); t.run();',
  );
  assert.equal([code, last], [1, "1 passed, 1 failed"]);
  assert.match(output, "why");
});

test("a note of a file that passes is shown, and nothing else of it", () => {
  const { code, output } = verdict(
    'const t = suite("s"); t("a", () => {}); t("b", () => { console.log("note: 3 ms\\nchatter"); }); t.run();',
  );
  assert.is(code, 0);
  assert.match(output, "note: 3 ms");
  assert.not.match(output, "chatter");
});

test("a file that ran no test fails", () => {
  const { code, last, output } = verdict('suite("never run")("a", () => {});');
  assert.equal([code, last], [1, "0 passed, 1 failed"]);
  assert.match(output, "ran no test");
});

test("a file that crashes after its tests fails", () => {
  const { code, last } = verdict(
    'const t = suite("s"); t("a", () => {}); t.run(); setTimeout(() => process.exit(3), 300);',
  );
  assert.equal([code, last], [1, "1 passed, 1 failed"]);
});

test.run();

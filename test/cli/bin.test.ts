import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import manifest from "../../package.json" with { type: "json" };
import * as api from "../../src/index.ts";
import { scratch } from "../scratch.ts";

/** The program and the package as they are installed: built, which \`npm test\` does before it tests. */
const test = suite("cli/bin");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function call(program: string, args: readonly string[]): Promise<Ended> {
  return promisify(execFile)(process.execPath, [program, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
}

test("the built program starts, and ends with the command's exit code", async () => {
  assert.equal(await call("bin/run-exp.js", ["--version"]), {
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: "",
  });
  const checked = await call("bin/run-exp.js", ["validate", "experiments/quickstart.yaml"]);
  assert.equal([checked.code, checked.stderr], [0, ""]);
  assert.is((await call("bin/run-exp.js", ["validate", "nothing.yaml"])).code, 2);
});

test("a program that imports the package finds its whole interface", async () => {
  const built = (await import(createRequire(resolve("package.json")).resolve("run-exp"))) as object;
  assert.equal(Object.keys(built).sort(), Object.keys(api).sort());
  assert.ok(existsSync("dist/index.d.ts"));
});

test("where it is not built, it says so", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "bin"));
  cpSync("bin/run-exp.js", join(folder, "bin", "run-exp.mjs"));
  const { code, stderr } = await call(join(folder, "bin", "run-exp.mjs"), ["list"]);
  assert.is(code, 2);
  assert.match(stderr, "npm run build");
});

test.run();

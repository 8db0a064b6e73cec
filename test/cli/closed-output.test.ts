import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { project, runFile } from "../runner/tiny.ts";

/** Standard output that takes no more changes no exit code, unless what is lost was wanted. */
const test = suite("cli/closed-output");

const { folder, write } = project();
const results = join(folder, "results");
await runFile(write("net", { epochs: "  epochs: 1" }), results);
await runFile(write("net", { epochs: "  epochs: 3" }), results);

function called(
  args: readonly string[],
  stdout: "pipe" | number,
): Promise<{ code: number | null; told: string }> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [resolve("src/cli.ts"), ...args], {
      cwd: folder,
      stdio: ["ignore", stdout, "pipe"],
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "run-exp-tests") },
    });
    let told = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      told += chunk;
    });
    child.stdout?.destroy(); // as a reader does that has seen enough
    child.on("close", (code) => settle({ code, told }));
  });
}

test("a crossed threshold is one, whoever has closed the pipe", async () => {
  const { code, told } = await called(["diff", "net@1", "net@2", "--fail-on", "train.loss>-9"], "pipe");
  assert.is(code, 3, told);
});

test("a full disk is told in one line", async () => {
  if (!existsSync("/dev/full")) return;
  const { code, told } = await called(["list"], openSync("/dev/full", "w"));
  assert.is(code, 1);
  assert.is(told, "standard output cannot be written: the disk is full\n");
});

test.run();

/**
 * Runs every test file in a process of its own, two at a time, and prints `N passed, N failed` last.
 * A file fails as a whole when it crashes or when it ran no test (uvu exits 0 for a suite without `.run()`).
 *
 *     node test/run.ts [folder or file …]
 *
 * Without any, all run but those that have a script of their own: what takes long (`*.long.test.ts`), and what needs the
 * real images.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";

interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  readonly seconds: number;
}

/** What a test wants to be seen though it passes: why something was skipped, what was measured. To the line's end. */
const NOTE = /\bnote: .*/g;

const SEPARATE = /\.long\.test\.ts$|^test\/images\//;

function testFiles(wanted: readonly string[]): string[] {
  if (wanted.length > 0) {
    return wanted.flatMap((path) => (path.endsWith(".ts") ? filesOf(path) : testsBelow(path))).sort();
  }
  return testsBelow("test")
    .filter((file) => !SEPARATE.test(file))
    .sort();
}

/** A file is there or fails; a pattern stands for those that match. */
function filesOf(path: string): string[] {
  return path.includes("*") ? globSync(path) : [path];
}

function testsBelow(folder: string): string[] {
  return globSync(`${folder}/**/*.test.ts`).map((file) => file.replaceAll("\\", "/"));
}

function count(output: string, label: string): number {
  return [...output.matchAll(new RegExp(`^\\s*${label}:\\s+(\\d+)`, "gm"))].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
}

function runFile(file: string): Promise<FileResult> {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NODE_OPTIONS: "" },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    child.on("close", (code, signal) => {
      const total = count(output, "Total");
      const passed = count(output, "Passed");
      const broken = total === 0 || (code !== 0 && total === passed);
      const reason = total === 0 ? "ran no test" : `ended with ${signal ?? `exit code ${code}`}`;
      resolve({
        file,
        passed,
        failed: total - passed + (broken ? 1 : 0),
        output: broken ? `${output}\n${file}: ${reason}\n` : output,
        seconds: (performance.now() - began) / 1000,
      });
    });
  });
}

const files = testFiles(process.argv.slice(2));
const results: FileResult[] = [];
let next = 0;

async function lane(): Promise<void> {
  while (next < files.length) {
    const result = await runFile(files[next++]!);
    results.push(result);
    console.log(`${result.failed === 0 ? "ok  " : "FAIL"} ${result.file} (${result.passed})`);
    if (result.failed > 0) console.log(result.output);
    else for (const [note] of result.output.matchAll(NOTE)) console.log(`     ${note}`);
  }
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));

/** What took so many seconds is told, because all together should not take long. */
const LONG = 10;
const long = results.filter(({ seconds }) => seconds > LONG).sort((a, b) => b.seconds - a.seconds);
for (const { file, seconds } of long) console.log(`${seconds.toFixed(0).padStart(4)} s  ${file}`);

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
if (files.length === 0) console.log("no test file matches");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.ts";
import { type Ended, runExp } from "./program.ts";

/** A call that is wrong is told in words, with what to do, and ends with exit code 2. */
const test = suite("cli/usage");

const cwd = scratch();
writeFileSync(join(cwd, "sound.yaml"), "name: sound\n");
writeFileSync(join(cwd, "empty.yaml"), "");
writeFileSync(join(cwd, "binary.yaml"), Buffer.from([0x89, 0x50, 0, 1, 2, 3]));
writeFileSync(join(cwd, "large.yaml"), Buffer.alloc(10_000_000, "a"));
writeFileSync(join(cwd, "data.json"), '{ "name": "a", "rows": [1, 2] }');
mkdirSync(join(cwd, "folder"));

const MISTAKES: readonly (readonly [call: string, ...told: RegExp[]])[] = [
  ["", /run-exp run needs an experiment file/, /run-exp init/],
  ["validate", /run-exp validate needs an experiment file/],
  [
    "validte sound.yaml",
    /validte is neither a command nor a file/,
    /did you mean `run-exp validate sound.yaml`\?/,
  ],
  ["nonsense", /nonsense is neither a command nor a file/, /--help/],
  ["help lst", /lst is not a command/, /did you mean `run-exp help list`\?/],
  ["help nonsense", /nonsense is not a command/, /--help/],
  ["lst --json", /did you mean `run-exp list`\?/],
  ["run soundd.yaml", /soundd.yaml does not exist/, /did you mean sound.yaml\?/],
  ["run sound.yaml --jsn", /unknown option '--jsn'/, /did you mean --json\?/],
  ["plan sound.yaml -q", /unknown option '-q'/, /--help/],
  ["doctor more", /too many arguments for 'doctor'/],
  ["run sound.yaml --results", /'--results <folder>' argument missing/],
  ["run sound.yaml --set epochs", /'epochs' is invalid\. An override is written key\.key=value/],
  ["run sound.yaml --set =5", /An override is written key\.key=value/],
  ["run sound.yaml --engine quantum", /'quantum' is invalid\. Allowed choices are auto, /],
  ["run sound.yaml --results sound.yaml", /sound.yaml: a file stands where a folder is needed/, /--results/],
  ["list --results sound.yaml", /a file stands where a folder is needed/],
  ["run folder", /folder is a folder, not a file/, /folder\/\*\.yaml/],
  ["validate no/*.yaml", /no file matches no\/\*\.yaml/],
  ["run -", /does not read standard input/],
  ["validate empty.yaml", /empty.yaml:1:1 {2}the file is empty/, /run-exp init/],
  ["validate binary.yaml", /binary.yaml is not text/],
  ["validate large.yaml", /large.yaml holds 10 MB/, /at most 1 MB/],
  ["validate data.json", /data.json:1:\d+ {2}the experiment has no key `rows`/],
  ["init sound.yaml", /sound.yaml is there already/],
];

for (const [call, ...told] of MISTAKES) {
  test(`run-exp ${call}`, async () => {
    const ended = await runExp(call === "" ? [] : call.split(" "), { cwd });
    assert.is(ended.code, 2, ended.stderr);
    assert.is(ended.stdout, "");
    for (const text of told) assert.match(ended.stderr, text);
    assertNoTrace(ended);
  });
}

test("a person never sees a stack trace where a folder may not be written", async () => {
  const results = join(cwd, "sound.yaml", "below");
  const ended = await runExp(["run", "sound.yaml", "--results", results], { cwd });
  assert.is(ended.code, 2);
  assert.match(ended.stderr, /a file stands where a folder is needed/);
  assertNoTrace(ended);
});

test("--help lists every command in groups, with examples and exit codes", async () => {
  const { code, stdout, stderr } = await runExp(["--help"], { cwd });
  assert.equal([code, stderr], [0, ""]);
  for (const command of [
    "run",
    "validate",
    "plan",
    "list",
    "diff",
    "report",
    "verify",
    "help",
    "init",
    "datasets",
    "doctor",
    "schema",
  ]) {
    assert.match(stdout, new RegExp(`^ {2}${command} `, "m"));
  }
  assert.match(stdout, /^Experiments$/m);
  assert.match(stdout, /^Examples:$/m);
  assert.match(stdout, /130 interrupted/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

test("each command's help says what it does and what its options are", async () => {
  for (const command of [
    "run",
    "validate",
    "plan",
    "list",
    "diff",
    "report",
    "verify",
    "help",
    "init",
    "datasets",
    "doctor",
    "schema",
  ]) {
    const { code, stdout } = await runExp([command, "--help"], { cwd });
    assert.is(code, 0);
    assert.is((await runExp(["help", command], { cwd })).stdout, stdout);
    assert.match(stdout, `Usage: run-exp ${command}`);
    assert.not.match(stdout, "default: false");
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
});

test("--version is the package's", async () => {
  const { stdout } = await runExp(["--version"], { cwd });
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

function assertNoTrace({ stderr }: Ended): void {
  assert.not.match(stderr, /^\s+at /m);
  assert.not.match(stderr, "a bug");
}

test.run();

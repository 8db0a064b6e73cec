import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { type DiffOptions, diff } from "../../src/commands/diff.ts";
import { project, runFile } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/diff");

const { folder, write } = project();
const results = join(folder, "results");
await runFile(write("net", { epochs: "  epochs: 1" }), results);
await runFile(write("net", { epochs: "  epochs: 3", callbacks: "  callbacks: []" }), results);
const TWICE = { epochs: "  epochs: 2", callbacks: "  callbacks: []", replicates: "replicates: 3" };
await runFile(write("often", TWICE), results);
const slow = "  optimizer: { adam: { learningRate: 0.0001 } }";
await runFile(write("often", { ...TWICE, optimizer: slow }), results);

async function called(before: string, after: string, options: Partial<DiffOptions> = {}) {
  const output = onlooker(80);
  const own = { results, md: false, json: false, failOn: [], ...options };
  const code = await diff([before, after], own, output);
  return {
    code,
    text: output.results.join("\n"),
    messages: output.messages.join("\n"),
    lines: output.results,
  };
}

async function refusal(before: string, options: Partial<DiffOptions> = {}): Promise<RunExpError> {
  const error: unknown = await called(before, "net@1", options).catch((reason: unknown) => reason);
  assert.instance(error, RunExpError);
  return error as RunExpError;
}

test("cause stands beside effect, within eighty columns", async () => {
  const { code, text, lines } = await called("net@1", "net@2");
  assert.is(code, 0);
  assert.match(text, "net@1 → net@2");
  assert.match(text, /^ {2}train\.epochs 1 → 3$/m);
  assert.match(text, /^ {2}train\.callbacks\[0\] earlyStopping → left out$|train\.callbacks\[0\]/m);
  assert.match(text, /^ {2}test\.accuracy +0\.\d+ +0\.\d+ +[+-]?0/m);
  assert.match(text, /^ {2}epochs +1 +3$/m);
  assert.match(text, /test\.accuracy .* [+-]?0\S* … \+0\.\d+$/m);
  assert.match(text, "Newcombe's for two independent shares");
  assert.match(text, "Without `replicates` in both files");
  for (const line of lines) assert.ok(line.length <= 80, line);
});

test("a version against itself differs in nothing", async () => {
  const { text } = await called("net@1", "net@1");
  assert.match(text, "both are one run");
  assert.not.match(text, /changed most|Without `replicates`/);
});

test("replicates are compared by their means, and a change is within noise or beyond it", async () => {
  const { text } = await called("often@1", "often@2");
  assert.match(text, /train\.optimizer\.adam\.learningRate 0\.02 → 0\.0001/);
  assert.match(text, /train\.loss .*beyond noise \(p (< 0\.001|0\.0\d+)\)/);
  assert.match(text, "Means over 3 and 3 replicates");
});

test("a crossed threshold is told and ends in exit code 3", async () => {
  const { code, messages } = await called("often@1", "often@2", {
    failOn: ["train.loss>0.1", "test.loss<-9"],
  });
  assert.is(code, 3);
  assert.match(messages, /^crossed: train\.loss>0\.1, the change is 0\.\d+$/);
});

test("--md is Markdown, --json is all there is", async () => {
  const { text } = await called("net@1", "net@2", { md: true });
  assert.match(text, /^### net@1 → net@2\n\n- `train\.epochs 1 → 3`/);
  assert.match(text, /\| figure +\| +before \|/);
  const json = JSON.parse((await called("net@1", "net@2", { json: true })).text) as Record<string, unknown>;
  assert.equal(json.epochs, [1, 3]);
});

test("--svg writes the curves of both, the same every time", async () => {
  const files = ["a.svg", "b.svg"].map((name) => join(scratch(), name));
  for (const svg of files) await called("net@1", "net@2", { svg });
  const [first, second] = files.map((file) => readFileSync(file, "utf8"));
  assert.is(first, second);
  for (const text of ["net@1", "net@2", "val_accuracy", "epoch"]) assert.match(first!, text);
});

test("--svg tells two versions of one name apart, and draws one that diverged as far as it can", async () => {
  const svg = join(scratch(), "new", "curves.svg");
  await called("net@1", "net@1", { svg });
  const same = readFileSync(svg, "utf8");
  for (const text of ["net@1 (before)", "net@1 (after)"]) assert.match(same, text);
  const wild = "  optimizer: { sgd: { learningRate: 1e30 } }";
  await runFile(write("wild", { optimizer: wild, callbacks: "  callbacks: []" }), results);
  const { text } = await called("net@2", "wild@1", { svg });
  assert.match(text, /^ {2}val_loss +\S+ at \d +none/m);
  assert.not.match(readFileSync(svg, "utf8"), "NaN");
});

test("--svg replaces pictures only, and says what stands in its way", async () => {
  const place = scratch();
  const svg = join(place, "curves.svg");
  const refused = async (file: string) => {
    const { code, message, hint } = await refusal("net@1", { svg: file });
    assert.is(code, "file-refused");
    return `${message}; ${hint}`;
  };
  await called("net@1", "net@2", { svg });
  const link = join(place, "link.svg");
  symlinkSync(svg, link);
  writeFileSync(svg, "<svg/>");
  await called("net@1", "net@2", { svg: link });
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.match(readFileSync(svg, "utf8"), "val_accuracy");
  writeFileSync(svg, "mine");
  assert.match(await refused(svg), /curves\.svg is there already, .* --svg/);
  assert.is(readFileSync(svg, "utf8"), "mine");
  assert.match(await refused(join(place, "curves.png")), "it does not end in .svg");
  mkdirSync(join(place, "folder.svg"));
  assert.match(await refused(join(place, "folder.svg")), "folder.svg: a folder stands there");
  if (process.platform === "win32") return;
  symlinkSync("/dev/null", join(place, "device.svg"));
  assert.match(await refused(join(place, "device.svg")), "a device");
  assert.match(
    await refused(join(svg, "a.svg")),
    "a.svg: a file stands where a folder is needed; name another file with --svg",
  );
});

test("a version that git holds is read from there", async () => {
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "-q");
  git("add", "results");
  git("commit", "-qm", "results");
  const path = join(results, "net", "v001", "metrics.json");
  const before = readFileSync(path, "utf8");
  writeFileSync(path, before.replace(/"accuracy": [\d.]+/g, '"accuracy": 0.25'));
  const home = process.cwd();
  const programs = process.env.PATH;
  process.chdir(folder);
  try {
    const { text } = await called("git:HEAD:results/net/v001", "net@1");
    assert.match(text, /test\.accuracy +0\.\d+ +0\.2500/);
    assert.is((await called("git:HEAD:net@1", "net@1")).text, text);
    assert.match((await called("git:HEAD:net", "net@1")).text, "git:HEAD:results/net/v002 → net@1");
    for (const [inside, own] of [
      ["results", "."],
      ["data", join("..", "results")],
    ] as const) {
      process.chdir(join(folder, inside));
      assert.is((await called("git:HEAD:net@1", "net@1", { results: own })).code, 0);
      process.chdir(folder);
    }
    for (const [reference, told] of [
      ["git:none:results/net/v001", "there is no revision none in this repository"],
      ["git:HEAD:results/net/v009", "HEAD has no version results/net/v009"],
      ["git:HEAD:results", "HEAD has no version results"],
      ["git:HEAD:net@9", "HEAD has no version net@9"],
    ] as const) {
      assert.match((await refusal(reference)).message, told);
    }
    process.chdir(scratch());
    assert.match((await refusal("git:HEAD:results/net/v001")).message, "there is no git repository here");
    process.env.PATH = scratch();
    assert.is((await refusal("git:HEAD:results/net/v001")).code, "no-git");
  } finally {
    process.chdir(home);
    process.env.PATH = programs;
    writeFileSync(path, before);
  }
});

test("a metrics.json that holds a list is no empty comparison", async () => {
  const path = join(results, "net", "v002", "metrics.json");
  const before = readFileSync(path, "utf8");
  writeFileSync(path, "[1,2]");
  const { code, message } = await refusal("net@2");
  writeFileSync(path, before);
  assert.is(code, "version-damaged");
  assert.is(message, "net@2: metrics.json cannot be read: it is no JSON object");
});

test("what names no version is told", async () => {
  for (const name of ["net@9", "git:HEAD", "nothing"]) {
    assert.is((await refusal(name)).code, "no-version");
  }
});

test.run();

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { readIndex, writeIndex } from "../../src/store/index-file.ts";
import { refusing, withFault } from "../faults.ts";
import { scratch } from "../scratch.ts";
import { makeVersions } from "./make-versions.ts";
import { content, figures } from "./version.ts";

const test = suite("store/index-file");

const read = (results: string) => readFileSync(join(results, "index.csv"), "utf8");

test("every version has a row, sorted by experiment, variant and version, with the figures that any has", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp", "width=8"), [content()]);
  const plain = { trainings: [figures({ figures: { train: { loss: 1 } } })] } as const;
  await makeVersions(join(results, "mlp"), [content(plain), content()]);
  await makeVersions(join(results, "cnn"), [content({ trainings: [figures({ diverged: true })] })]);
  await writeIndex(results);
  const id = content().identity.slice(0, 12);
  assert.is(
    read(results),
    [
      "experiment,version,identity,status,epochs,test_accuracy,test_loss,validation_accuracy,validation_loss",
      `cnn,v001,${id},diverged,2,0.35,0.6,0.4,0.5`,
      `mlp,v001,${id},complete,2,,,,`,
      `mlp,v002,${id},complete,2,0.35,0.6,0.4,0.5`,
      `mlp/width=8,v001,${id},complete,2,0.35,0.6,0.4,0.5`,
      "",
    ].join("\n"),
  );
});

test("what is not a finite number is a word there too", async () => {
  const results = scratch();
  const broken = figures({ figures: { test: { loss: Number.NaN } }, diverged: true });
  await makeVersions(join(results, "mlp"), [content({ trainings: [broken] })]);
  await writeIndex(results);
  assert.match(read(results), /,diverged,2,nan\n$/);
});

test("of replicates it has the means", async () => {
  const results = scratch();
  const trainings = [0.5, 1.5].map((loss) => figures({ figures: { test: { loss } } }));
  await makeVersions(join(results, "mlp"), [content({ trainings: [trainings[0]!, trainings[1]!] })]);
  const [row] = await readIndex(results);
  assert.equal(row!.figures, { test_loss: 1 });
});

test("experiments that git is told to ignore in their folder are read, and not listed in index.csv", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content()]);
  await makeVersions(join(results, "tries"), [content()]);
  await makeVersions(join(results, "tries", "width=8"), [content()]);
  writeFileSync(join(results, "tries", ".gitignore"), "*\n");
  await writeIndex(results);
  assert.match(read(results), /^experiment.*\nmlp,v001,[^\n]*\n$/);
  assert.is((await readIndex(results)).length, 3);
});

test("a damaged version has a row that says so, and does not hide the others", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content(), content(), content()]);
  writeFileSync(join(results, "mlp", "v001", "run.json"), "{");
  writeFileSync(join(results, "mlp", "v002", "metrics.json"), '{"epochs": "many"}');
  const rows = await readIndex(results);
  assert.equal(
    rows.map(({ status }) => status),
    ["damaged", "damaged", "complete"],
  );
  assert.match(rows[0]!.damage!, join("v001", "run.json"));
  assert.match(rows[1]!.damage!, join("v002", "metrics.json"));
});

test("hidden folders, files and other folders are none of its business", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content()]);
  for (const name of [".git", "mlp/.0123456789abcdef/out", "mlp/notes/v001", "empty"]) {
    mkdirSync(join(results, name), { recursive: true });
  }
  writeFileSync(join(results, "v001"), "");
  assert.is((await readIndex(results)).length, 1);
});

test("it follows the folders: a removed version loses its row", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content(), content()]);
  await writeIndex(results);
  rmSync(join(results, "mlp", "v001"), { recursive: true });
  await writeIndex(results);
  assert.is(read(results).split("\n").length, 3);
});

test("one that is right already is not touched, so that nothing need be written where nothing is new", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content()]);
  await writeIndex(results);
  const before = statSync(join(results, "index.csv")).mtimeMs;
  await withFault(refusing("EROFS", /./), () => writeIndex(results));
  assert.is(statSync(join(results, "index.csv")).mtimeMs, before);
});

test("without results there is no index", async () => {
  const results = scratch();
  await writeIndex(join(results, "missing"));
  await writeIndex(results);
  assert.equal(readdirSync(results), []);
  assert.equal(await readIndex(join(results, "missing")), []);
});

test("on a full disk the old index stays, whole, and the reason is told", async () => {
  const results = scratch();
  await makeVersions(join(results, "mlp"), [content()]);
  await writeIndex(results);
  const before = read(results);
  await makeVersions(join(results, "mlp"), [content()]);
  const thrown = await withFault(
    (change) => (change.call === "write" ? refusing("ENOSPC", /./)(change) : "pass"),
    () => writeIndex(results),
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(thrown, RunExpError);
  assert.match((thrown as Error).message, "the disk is full");
  assert.is(read(results), before);
  assert.equal(readdirSync(results).sort(), [".lock", "index.csv", "mlp"]);
});

test("processes that make versions and write the index at once lose no row and tear no file", async () => {
  const results = scratch();
  const names = ["a", "b", "c", "d"];
  const program = new URL("./make-versions.ts", import.meta.url).pathname;
  const children = names.map(
    (name) =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [program, results, name, "8"]);
        let told = "";
        child.stderr.on("data", (chunk) => (told += chunk));
        child.on("close", (code) => resolve(code === 0 ? "" : told || `exit ${code}`));
      }),
  );
  const seen = new Set<number>();
  let running = true;
  const watching = (async () => {
    while (running) {
      const text = await readIndexText(results);
      if (text !== "") assert.match(text, /\n$/);
      seen.add(text.split("\n").length);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  assert.equal(await Promise.all(children), ["", "", "", ""]);
  running = false;
  await watching;
  assert.ok(seen.size > 3, "the index was seen at several stages");
  const rows = read(results).trimEnd().split("\n").slice(1);
  const expected = names.flatMap((name) =>
    Array.from({ length: 8 }, (_, index) => `${name},v00${index + 1}`),
  );
  assert.equal(
    rows.map((row) => row.split(",").slice(0, 2).join(",")),
    expected,
  );
  assert.equal(readdirSync(results).sort(), [".lock", ...names, "index.csv"]);
});

async function readIndexText(results: string): Promise<string> {
  try {
    return read(results);
  } catch {
    return "";
  }
}

test.run();

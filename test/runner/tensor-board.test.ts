import { rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { list } from "../../src/commands/list.ts";
import { momentOf } from "../../src/store/tensor-board/events.ts";
import { recordsIn } from "../../src/store/tensor-board/records.ts";
import { onlooker } from "../commands/onlooker.ts";
import { filesBelow, scratch } from "../scratch.ts";
import { project, runFile, searching } from "./tiny.ts";

const test = suite("runner/tensor-board");

const PLAIN = { epochs: "  epochs: 3", callbacks: "  callbacks: []" };
const WATCHED = { ...PLAIN, callbacks: "  callbacks: [tensorBoard]" };

/** The epochs of each event file of a version, in their order, the first event apart. */
function epochsIn(version: string): Record<string, number[]> {
  const files = [...filesBelow(join(version, "tensorboard"))].map(([path, bytes]): [string, number[]] => [
    path.replace(/\/?events\.out\.tfevents\.run-exp$/, ""),
    recordsIn(bytes)
      .slice(1)
      .map(({ data }) => momentOf(data).epoch),
  ]);
  return Object.fromEntries(files);
}

test("a version has event files beside what is the same with and without them", async () => {
  const { write } = project();
  const [watched, plain] = [scratch(), scratch()].map((folder) => join(folder, "results")) as [
    string,
    string,
  ];
  const { folder } = await runFile(write("net", WATCHED), watched);
  const other = await runFile(write("net", PLAIN), plain);
  assert.equal(epochsIn(folder), { train: [1, 2, 3], validation: [1, 2, 3] });
  const [own, without] = [filesBelow(folder), filesBelow(other.folder)];
  for (const name of ["run.json", "metrics.json", "history.csv", "model/weights.bin"]) {
    assert.equal(own.get(name), without.get(name), name);
  }
  assert.not.match(own.get("SHA256SUMS")!.toString(), "tfevents");
  assert.is((await runFile(write("net", PLAIN), watched)).status, "up to date");
  const output = onlooker();
  assert.is(await list([], { results: watched, json: false, check: true, where: [] }, output), 0);
});

test("a training that was cut off has each epoch once, whatever became of its files", async () => {
  const { write } = project();
  for (const lost of [false, true]) {
    const results = join(scratch(), "results");
    const file = write("net", { ...WATCHED, epochs: "  epochs: 5" });
    for (const until of [2, 4]) {
      const interrupt = new AbortController();
      const cut = await runFile(
        file,
        results,
        (event) => {
          if (event.type === "epoch" && event.record.epoch === until) interrupt.abort();
        },
        { signal: interrupt.signal },
      ).catch((error: { code: string }) => error.code);
      assert.is(cut, "interrupted");
      const [board] = [...filesBelow(results).keys()].filter((path) =>
        path.endsWith("train/events.out.tfevents.run-exp"),
      );
      if (lost) rmSync(join(results, board!));
    }
    const { folder, status } = await runFile(file, results);
    assert.is(status, "resumed");
    assert.equal(epochsIn(folder), { train: [1, 2, 3, 4, 5], validation: [1, 2, 3, 4, 5] });
  }
});

test("each trial of a search has a folder with its hyperparameters, its epochs and its end", async () => {
  const { write } = project();
  const rungs = { tuner: "  tuner: { hyperband: { maxEpochs: 4, factor: 2 } }", trial: "  trial: {}" };
  const results = join(scratch(), "results");
  const file = write("net", { ...WATCHED, ...searching(rungs) });
  const interrupt = new AbortController();
  let ended = 0;
  await runFile(
    file,
    results,
    (event) => {
      if (event.type === "trialEnded" && ++ended === 3) interrupt.abort();
    },
    { signal: interrupt.signal },
  ).catch(() => {});
  const { folder } = await runFile(file, results);
  const epochs = epochsIn(folder);
  assert.equal(epochs.train, [1, 2, 3]);
  const trials = filesBelow(join(folder, "trials"));
  assert.ok(trials.size > 4);
  for (const [name, text] of trials) {
    const trial = name.replace(".csv", "");
    const own = text
      .toString()
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[0]));
    assert.equal(epochs[`trials/${trial}/train`], own, trial);
    assert.equal(epochs[`trials/${trial}/validation`], own, trial);
    assert.equal(epochs[`trials/${trial}`], [0, own.length], trial);
  }
});

test("trials are watched where their own callbacks say so, and only then", async () => {
  const { write } = project();
  const run = async (changes: Readonly<Record<string, string>>) => {
    const results = join(scratch(), "results");
    return Object.keys(epochsIn((await runFile(write("net", { ...PLAIN, ...changes }), results)).folder));
  };
  const one = { tuner: "  tuner: { random: { trials: 1 } }" };
  const trialOnly = searching({ ...one, trial: "  trial: { epochs: 1, callbacks: [tensorBoard] }" });
  assert.equal(await run(trialOnly), ["trials/0001", "trials/0001/train", "trials/0001/validation"]);
  const finalOnly = searching({ ...one, trial: "  trial: { epochs: 1, callbacks: [] }" });
  assert.equal(await run({ ...WATCHED, ...finalOnly }), ["train", "validation"]);
});

test("replicates have a folder each", async () => {
  const { write } = project();
  const { folder } = await runFile(
    write("net", { ...WATCHED, replicates: "replicates: 2" }),
    join(scratch(), "results"),
  );
  assert.equal(Object.keys(epochsIn(folder)), [
    "replicates/0002/train",
    "replicates/0002/validation",
    "train",
    "validation",
  ]);
});

test.run();

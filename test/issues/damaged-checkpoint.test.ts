import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { runStudy } from "../../src/runner/study.ts";
import { experimentIn, project, runFile } from "../runner/tiny.ts";
import { deterministic, filesBelow, scratch } from "../scratch.ts";

/**
 * A damaged checkpoint ended every later run of its experiment with an error that named no file. Now the one before
 * it is taken, or the training starts again; the bytes are the same, and a notice tells of it.
 */
const test = suite("issues/damaged-checkpoint");

const file = project().write("damaged", { epochs: "  epochs: 5" });
const reference = scratch();
await runFile(file, reference);

/** A results folder in which the run was interrupted after its third epoch. */
async function interrupted(): Promise<string> {
  const results = scratch();
  const { experiment, folder } = await experimentIn(file);
  const interrupt = new AbortController();
  const error = await runStudy(experiment, {
    folder,
    results,
    offline: true,
    signal: interrupt.signal,
    emit: (event) => {
      if (event.type === "epoch" && event.record.epoch === 3) interrupt.abort();
    },
  }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof RunExpError && error.code === "interrupted");
  return results;
}

/** Changes one bit of a checkpoint; `which` is 0 for those of odd epochs, 1 for those of even ones. */
function damage(results: string, which: 0 | 1): void {
  const [path, bytes] = [...filesBelow(results)].find(([name]) =>
    name.endsWith(`checkpoint-1-${which}.bin`),
  )!;
  bytes[Math.floor(bytes.length / 2)]! ^= 8;
  writeFileSync(join(results, path), bytes);
}

/** Runs again; returns the notices about checkpoints and the epochs that were trained. */
async function again(results: string): Promise<{ notices: string[]; trained: number[] }> {
  const [notices, trained]: [string[], number[]] = [[], []];
  await runFile(file, results, (event) => {
    if (event.type === "notice" && event.message.includes("checkpoint")) notices.push(event.message);
    if (event.type === "epoch") trained.push(event.record.epoch);
  });
  return { notices, trained };
}

test("damage to the newest checkpoint costs one epoch, is told, and changes no byte of the result", async () => {
  const results = await interrupted();
  damage(results, 0);
  const { notices, trained } = await again(results);
  assert.equal(trained, [3, 4, 5]);
  assert.equal(notices, [
    "a checkpoint is damaged: its checksum differs; the training goes on after epoch 2",
  ]);
  assert.equal(deterministic(results), deterministic(reference));
});

test("damage to both starts the training again, to the same bytes", async () => {
  const results = await interrupted();
  damage(results, 0);
  damage(results, 1);
  const { notices, trained } = await again(results);
  assert.equal(trained, [1, 2, 3, 4, 5]);
  assert.is(notices.length, 2);
  assert.equal(deterministic(results), deterministic(reference));
});

test("without damage nothing is told and nothing trained twice", async () => {
  const results = await interrupted();
  assert.equal(await again(results), { notices: [], trained: [4, 5] });
  assert.equal(deterministic(results), deterministic(reference));
});

test.run();

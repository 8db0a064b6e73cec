import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Checkpoints } from "../../src/runner/checkpoints.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { scratch } from "../scratch.ts";
import { checkpointAfter } from "../train/checkpoints.ts";

const test = suite("runner/checkpoints");

const IDENTITY = "0123456789abcdef0123";

interface Place {
  readonly checkpoints: Checkpoints;
  /** The files by name, for a test to damage. */
  read(name: string): Buffer;
  write(name: string, bytes: Uint8Array): void;
  names(): string[];
}

/** The checkpoints of a replicate in a folder of its own, saved after each of so many epochs. */
async function after(epochs: number, use: (place: Place) => Promise<void>): Promise<void> {
  const folder = scratch();
  using workspace = await Workspace.open(folder, IDENTITY);
  const checkpoints = new Checkpoints(workspace, "checkpoint-1");
  for (let epoch = 1; epoch <= epochs; epoch++) await checkpoints.save(checkpointAfter(epoch));
  const inside = join(folder, `.${IDENTITY.slice(0, 16)}`);
  await use({
    checkpoints,
    read: (name) => readFileSync(join(inside, name)),
    write: (name, bytes) => writeFileSync(join(inside, name), bytes),
    names: () => readdirSync(inside).sort(),
  });
}

/** Equal to the bit, NaN and −0 included. */
function assertSame(actual: unknown, expected: unknown): void {
  assert.ok(isDeepStrictEqual(actual, expected), "the checkpoint is another one");
}

function spoil(place: Place, name: string): void {
  const bytes = place.read(name);
  bytes[bytes.length - 3]! ^= 1;
  place.write(name, bytes);
}

test("before the first epoch there is none", async () => {
  await after(0, async ({ checkpoints }) => {
    assert.is(await checkpoints.newest(assert.unreachable), undefined);
  });
});

test("the newest is found, whichever file it is in", async () => {
  for (const epochs of [1, 2, 3, 4, 10]) {
    await after(epochs, async ({ checkpoints, names }) => {
      assertSame(await checkpoints.newest(assert.unreachable), checkpointAfter(epochs));
      assert.is(names().length, Math.min(epochs, 2));
    });
  }
});

test("two replicates do not share their checkpoints", async () => {
  await after(2, async ({ names, checkpoints }) => {
    assert.ok(names().every((name) => name.startsWith("checkpoint-1-")));
    assert.is((await checkpoints.newest(assert.unreachable))?.progress.history.length, 2);
  });
});

test("a damaged newest one costs one epoch, with a notice", async () => {
  await after(5, async (place) => {
    spoil(place, "checkpoint-1-0.bin");
    const told: string[] = [];
    assertSame(await place.checkpoints.newest((message) => told.push(message)), checkpointAfter(4));
    assert.equal(told, ["a checkpoint is damaged: its checksum differs; the training goes on after epoch 4"]);
    await place.checkpoints.save(checkpointAfter(5));
    assertSame(await place.checkpoints.newest(assert.unreachable), checkpointAfter(5));
  });
});

test("a damaged older one costs nothing", async () => {
  await after(5, async (place) => {
    spoil(place, "checkpoint-1-1.bin");
    const told: string[] = [];
    assertSame(await place.checkpoints.newest((message) => told.push(message)), checkpointAfter(5));
    assert.match(told.join(), "goes on after epoch 5");
  });
});

test("where both are damaged the training starts again, with a notice for each", async () => {
  await after(3, async (place) => {
    spoil(place, "checkpoint-1-1.bin");
    place.write("checkpoint-1-0.bin", new Uint8Array(0));
    const told: string[] = [];
    assert.is(await place.checkpoints.newest((message) => told.push(message)), undefined);
    assert.is(told.length, 2);
    for (const message of told) assert.match(message, "goes on from its start");
  });
});

test("a checkpoint of another version of run-exp is passed over, with a notice", async () => {
  await after(1, async (place) => {
    const bytes = place.read("checkpoint-1-0.bin").toString("latin1");
    const other = bytes.replace("run-exp checkpoint 1 ", "run-exp checkpoint 99 ");
    place.write("checkpoint-1-0.bin", Buffer.from(other, "latin1"));
    const told: string[] = [];
    assert.is(await place.checkpoints.newest((message) => told.push(message)), undefined);
    assert.match(told.join(), "another version of run-exp");
  });
});

test.run();

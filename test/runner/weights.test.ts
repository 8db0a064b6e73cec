import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.ts";
import { project, runFile } from "./tiny.ts";

/** Which weights a version holds: those of an epoch are those of a training that ended with it. */
const test = suite("runner/weights");

const { write } = project();

interface Version {
  readonly bytes: (name: string) => Buffer;
  readonly kept: Readonly<Record<string, { readonly epoch: number }>>;
  readonly finalEpoch: number;
}

async function versionOf(name: string, epochs: number, callbacks: string): Promise<Version> {
  const file = write(name, { epochs: `  epochs: ${epochs}`, callbacks: `  callbacks: ${callbacks}` });
  const { folder } = await runFile(file, scratch());
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  return {
    bytes: (path) => readFileSync(join(folder, path)),
    kept: read("run.json").kept,
    finalEpoch: read("metrics.json").finalEpoch,
  };
}

/** The weights after so many epochs. */
async function weightsAfter(epochs: number): Promise<Buffer> {
  return (await versionOf(`after-${epochs}`, epochs, "[]")).bytes("model/weights.bin");
}

test("modelCheckpoint leaves the weights of its best epoch, beside those of the last", async () => {
  const version = await versionOf(
    "checkpointed",
    5,
    "[{ modelCheckpoint: { monitor: val_loss, mode: max } }, { modelCheckpoint: { monitor: loss } }]",
  );
  const worst = version.kept["best-val_loss"]!.epoch;
  assert.is.not(worst, 5, "the case is of no use where the last epoch is the one that is kept");
  assert.equal(version.bytes("model/best-val_loss.bin"), await weightsAfter(worst));
  assert.equal(version.bytes("model/best-loss.bin"), await weightsAfter(version.kept["best-loss"]!.epoch));
  assert.equal(version.bytes("model/weights.bin"), await weightsAfter(5));
  assert.is(version.finalEpoch, 5);
  assert.match(version.bytes("report.md").toString(), "model/best-val_loss.bin");
});

test("restoreBestWeights ends with the weights of the best epoch", async () => {
  const watched = "{ monitor: val_loss, mode: max, patience: 2, restoreBestWeights: true }";
  const version = await versionOf("restored", 5, `[{ earlyStopping: ${watched} }]`);
  assert.ok(version.finalEpoch < 5);
  assert.equal(version.bytes("model/weights.bin"), await weightsAfter(version.finalEpoch));
  assert.equal(version.kept, {});
});

test.run();

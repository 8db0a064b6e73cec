import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { io, Tensor } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sizeOf } from "../../src/base/shape.ts";
import { fillFeatures } from "../../src/data/batch.ts";
import { loadTfjs } from "../../src/engine/tfjs/load.ts";
import { weightsOf } from "../../src/model/model.ts";
import { loaded, prepare } from "../../src/runner/prepare.ts";
import { experimentIn, project, runFile } from "./tiny.ts";

const test = suite("runner/model");

const { core, layers } = await loadTfjs();

/** Reads a model from a folder as tfjs-node's file:// does: model.json, and beside it what its manifest names. */
function fromFolder(path: string, weights?: string): io.IOHandler {
  return {
    async load() {
      const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path, "utf8"));
      const names = weights === undefined ? weightsManifest[0].paths : [weights];
      const bytes = Buffer.concat(names.map((name: string) => readFileSync(join(dirname(path), name))));
      return {
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: new Uint8Array(bytes).buffer,
      };
    },
  };
}

/** A run, with what the engine makes of weights in a file of its version: the answers to all test samples. */
async function trained(changes: Readonly<Record<string, string>>) {
  const { folder: top, write } = project();
  const file = write("model", changes);
  const { folder: version } = await runFile(file, join(top, "results"));
  const { experiment, folder } = await experimentIn(file);
  const study = await loaded(await prepare(experiment, { folder, offline: true, emit: () => {} }));
  const { data, model, engine } = study;
  const samples = data.test!;
  const indices = Uint32Array.from({ length: samples.count }, (_, index) => index);
  const features = new Float32Array(samples.count * sizeOf(data.shape));
  fillFeatures(samples, indices, features);
  return {
    version,
    features: () => core.tensor(features, [samples.count, ...data.shape]),
    async answers(weightsFile: string): Promise<Float32Array> {
      const { loss, optimizer } = experiment.train;
      const job = { model, loss, optimizer, data, batchSize: samples.count, augment: [], seed: 9, trial: 0 };
      const training = await engine.open(job);
      const bytes = new Uint8Array(readFileSync(join(version, "model", weightsFile)));
      const values = new Float32Array(bytes.buffer);
      let at = 0;
      const weights = weightsOf(model).map(({ spec }) => {
        at += sizeOf(spec.shape);
        return values.slice(at - sizeOf(spec.shape), at);
      });
      assert.is(at, values.length);
      await training.importState({ ...(await training.exportState()), weights });
      const { predictions, count, width } = await training.forward("test", indices);
      const answers = predictions.slice(0, count * width);
      training.close();
      return answers;
    },
  };
}

/** Equal but for rounding: the engine that made the weights need not compute as tfjs does. */
function close(own: ArrayLike<number>, engines: ArrayLike<number>): void {
  assert.is(own.length, engines.length);
  for (let at = 0; at < own.length; at++) {
    assert.ok(Math.abs(own[at]! - engines[at]!) < 1e-6, `${own[at]} ≠ ${engines[at]} at ${at}`);
  }
}

const LAYERS = [
  "    - dense: { units: 8, activation: relu }",
  "    - batchNormalization: {}",
  "    - dropout: { rate: 0.2 }",
  "    - dense: { units: 3, activation: softmax }",
].join("\n");

for (const [title, changes] of [
  ["a plain model", {}],
  ["a model with statistics that move", { layers: LAYERS }],
] as const) {
  test(`${title}: tf.loadLayersModel reads it from its version, and it answers as the engine does`, async () => {
    const { version, features, answers } = await trained(changes);
    const model = await layers.loadLayersModel(fromFolder(join(version, "model", "model.json")));
    const own = (model.predict(features()) as Tensor).dataSync<"float32">();
    close(own, await answers("weights.bin"));
    const metrics = JSON.parse(readFileSync(join(version, "metrics.json"), "utf8"));
    assert.ok(metrics.test.accuracy > 0.4, "it learnt nothing, so that agreeing says little");
  });
}

test("weights that a callback left fit the same topology", async () => {
  const callbacks = "  callbacks: [{ modelCheckpoint: { monitor: val_loss, mode: max } }]";
  const { version, features, answers } = await trained({ layers: LAYERS, callbacks });
  const handler = fromFolder(join(version, "model", "model.json"), "best-val_loss.bin");
  const model = await layers.loadLayersModel(handler);
  const own = (model.predict(features()) as Tensor).dataSync<"float32">();
  close(own, await answers("best-val_loss.bin"));
  assert.not.equal([...own], [...(await answers("weights.bin"))]);
});

test.run();

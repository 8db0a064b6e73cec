import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { chooseEngine, describeEngines, engineNames } from "../../src/engine/engines.ts";
import { type JobPlan, jobOf } from "../engine/jobs.ts";
import { contractOf, EVERYTHING } from "./engine-contract.ts";

/** What every engine is held to that `npm ci` installs; the folders of the others hold them to the same. */

const test = suite("contract/engines");

const NAMES = engineNames.filter((name) => name !== "auto");

const INSTALLED = NAMES.filter((name) => !["webgpu", "tensorflow"].includes(name));

for (const name of INSTALLED) contractOf(test, name);

test("auto is the first engine that can train the model", async () => {
  const { model } = jobOf(EVERYTHING);
  assert.ok(engineNames.includes((await chooseEngine("auto", [model])).name));
});

test("an engine that auto passes over is told with its reasons, a GPU that is not there among them", async () => {
  const told: [string, readonly string[]][] = [];
  const { model } = jobOf({ layers: [["softmax"]] });
  await chooseEngine("auto", [model], (engine, reasons) => told.push([engine, reasons])).catch(() => {});
  const engines = told.filter(([engine]) => INSTALLED.includes(engine));
  assert.equal(new Set(engines.map(([engine]) => engine)), new Set(INSTALLED));
  for (const [, reasons] of engines) assert.match(reasons.join(), "no weight");
  for (const [engine, reasons] of told) assert.ok(reasons.length > 0, engine);
});

test("every engine says what it finds on this machine", async () => {
  const reports = await describeEngines();
  assert.equal(
    reports.map(({ name }) => name),
    NAMES,
  );
  for (const { problem, findings } of reports) {
    if (problem !== undefined) assert.ok(problem.hint.length > 0, problem.message);
    for (const { detail } of findings) assert.not.match(detail, "\n");
  }
});

test("an engine that does not exist is an error that lists those that do", async () => {
  const error = await failure("quantum", EVERYTHING);
  assert.is(error.code, "engine-unknown");
  assert.match(error.message, "quantum");
  assert.match(error.hint, engineNames.join(", "));
});

test("a model without weights is refused with the reason", async () => {
  const error = await failure("auto", { layers: [["softmax"]] });
  assert.is(error.code, "engine-unsupported");
  assert.match(error.message, "no weight that training could move");
});

test("a model whose layers are all frozen is refused too", async () => {
  const error = await failure("tfjs", { layers: [["dense", { units: 3, trainable: false }]] });
  assert.is(error.code, "engine-unsupported");
});

async function failure(name: string, plan: JobPlan): Promise<RunExpError> {
  try {
    await chooseEngine(name, [jobOf(plan).model]);
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  throw new Error(`engine ${name} was chosen`);
}

test.run();

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import type { Decision } from "../../src/runner/decide.ts";
import { type Plan, planExperiment } from "../../src/runner/plan.ts";
import { filesBelow, scratch } from "../scratch.ts";
import { experimentIn, project, runFile } from "./tiny.ts";

const test = suite("runner/plan");

const { write, folder: home } = project();

async function planOf(file: string, results: string): Promise<Plan> {
  const { experiment, folder } = await experimentIn(file);
  return planExperiment(experiment, { folder, results });
}

async function decisionOf(file: string, results: string): Promise<Decision | undefined> {
  return (await planOf(file, results)).decision;
}

/** A results folder with a version of the tiny experiment, made once. */
const made = join(scratch(), "results");
await runFile(write("planned"), made);

test("what was never run is new", async () => {
  assert.equal(await decisionOf(write("other"), made), { status: "new", version: "v001" });
});

test("what was run is up to date, whatever it is called and told", async () => {
  const file = write("planned", { description: "description: In other words." });
  assert.equal(await decisionOf(file, made), { status: "up to date", version: "v001" });
});

test("a changed value makes it new, and is named with both its values", async () => {
  const file = write("planned", { epochs: "  epochs: 5" });
  const decision = await decisionOf(file, made);
  assert.is(decision?.status, "new");
  if (decision?.status !== "new") return;
  assert.is(decision.version, "v002");
  assert.equal(decision.since, {
    version: "v001",
    experiment: [{ path: "train.epochs", before: 4, after: 5 }],
    data: false,
    revision: false,
  });
});

test("other data make it new, though the file is the same", async () => {
  const other = project();
  const table = join(other.folder, "data", "table.csv");
  const results = join(scratch(), "results");
  const file = other.write("data");
  await runFile(file, results);
  writeFileSync(
    table,
    readFileSync(table, "utf8").replace(/\d(?=,)/, (digit) => String((Number(digit) + 1) % 10)),
  );
  const decision = await decisionOf(file, results);
  assert.ok(decision?.status === "new" && decision.since !== undefined);
  assert.equal([decision.since.experiment, decision.since.data], [[], true]);
});

test("data that were moved are the same data", async () => {
  const other = project();
  writeFileSync(join(other.folder, "moved.csv"), readFileSync(join(home, "data", "table.csv")));
  const file = other.write("planned", { source: "  source: { csv: { path: ../moved.csv, target: kind } }" });
  assert.is((await decisionOf(file, made))?.status, "up to date");
});

test("another arithmetic or revision is told with what it was", async () => {
  const results = join(scratch(), "results");
  const file = write("otherwise");
  await runFile(file, results);
  const path = join(results, "otherwise", "v001", "run.json");
  const { identityOf } = await import("../../src/store/identity.ts");
  const run = { ...JSON.parse(readFileSync(path, "utf8")), arithmetic: "abacus 1", revision: 0 };
  writeFileSync(path, JSON.stringify({ ...run, identity: identityOf(run) }));
  const decision = await decisionOf(file, results);
  assert.ok(decision?.status === "new" && decision.since !== undefined);
  assert.equal([decision.since.arithmetic?.before, decision.since.revision], ["abacus 1", true]);
});

test("a run that was cut off is resumed after the epoch that is saved, and after whole replicates", async () => {
  for (const [stopAt, expected] of [
    [[1, 3], { replicates: 0, epochs: 3 }],
    [[2, 1], { replicates: 1, epochs: 1 }],
  ] as const) {
    const results = join(scratch(), "results");
    const file = write("cut", { replicates: "replicates: 2" });
    const { experiment, folder } = await experimentIn(file);
    const interrupt = new AbortController();
    const { runStudy } = await import("../../src/runner/study.ts");
    const error = await runStudy(experiment, {
      folder,
      results,
      offline: true,
      signal: interrupt.signal,
      emit: (event) => {
        if (event.type !== "epoch") return;
        if (event.replicate === stopAt[0] && event.record.epoch === stopAt[1]) interrupt.abort();
      },
    }).catch((reason: unknown) => reason);
    assert.is((error as RunExpError).code, "interrupted");
    const before = [...filesBelow(results)];
    assert.equal(await decisionOf(file, results), {
      status: "resume",
      version: "v001",
      trials: 0,
      ...expected,
    });
    assert.equal([...filesBelow(results)], before, "planning left something");
    assert.is((await runFile(file, results)).status, "resumed");
  }
});

test("a damaged version that may be the run stops the plan, as it would stop the run", async () => {
  const results = join(scratch(), "results");
  const file = write("damaged");
  await runFile(file, results);
  writeFileSync(join(results, "damaged", "v001", "run.json"), "{");
  const error = await planOf(file, results).catch((reason: unknown) => reason);
  assert.instance(error, RunExpError);
  assert.is((error as RunExpError).code, "version-damaged");
});

test("a plan holds what is known before the first step, and writes nothing", async () => {
  const results = join(scratch(), "results");
  const plan = await planOf(write("facts"), results);
  assert.equal(plan.counts, { train: 38, validation: 10, test: 12 });
  assert.is(plan.stepsPerEpoch, 3);
  assert.equal(plan.model.output, [3]);
  assert.equal([plan.epochs, plan.replicates], [4, 1]);
  assert.match(plan.arithmetic, plan.engine.name);
  assert.equal([...filesBelow(join(results, "..")).keys()], []);
});

test("the disk that a version takes is foreseen to within a factor of two", async () => {
  const { bytes } = await planOf(write("planned"), made);
  const version = filesBelow(join(made, "planned", "v001"));
  const real = [...version.values()].reduce((sum, file) => sum + file.length, 0);
  assert.ok(bytes > real / 2 && bytes < real * 2, `${bytes} for ${real}`);
});

test("where data must be fetched first, the model is known and the decision waits", async () => {
  const cache = process.env.RUN_EXP_CACHE;
  process.env.RUN_EXP_CACHE = join(scratch(), "cache");
  try {
    const plan = await planOf("experiments/mlp-baseline.yaml", join(scratch(), "results"));
    assert.is(plan.decision, undefined);
    assert.is(plan.counts.test, 10_000);
    assert.is(plan.stepsPerEpoch, 375);
    assert.equal([...filesBelow(join(process.env.RUN_EXP_CACHE, "..")).keys()], []);
  } finally {
    if (cache === undefined) delete process.env.RUN_EXP_CACHE;
    else process.env.RUN_EXP_CACHE = cache;
  }
});

test.run();

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import manifest from "../package.json" with { type: "json" };
import * as api from "../src/index.ts";
import { project } from "./runner/tiny.ts";
import { scratch } from "./scratch.ts";

/** What a program may use of run-exp. */
const test = suite("index");

test("these names, and no others, are the programming interface", () => {
  assert.equal(Object.keys(api).sort(), [
    "OptionProblem",
    "RunExpError",
    "createTuner",
    "experimentPath",
    "loadExperiments",
    "planExperiment",
    "planSearch",
    "readIndex",
    "renderIssue",
    "restoreTuner",
    "runExperiment",
  ]);
});

test("the package exports the file that this one is built to, with its types", () => {
  assert.equal(manifest.exports["."], { types: "./dist/index.d.ts", default: "./dist/index.js" });
  const { include, compilerOptions } = JSON.parse(readFileSync("tsconfig.build.json", "utf8")) as {
    include: string[];
    compilerOptions: Record<string, unknown>;
  };
  assert.equal([include[0], compilerOptions.outDir, compilerOptions.declaration], ["src", "dist", true]);
});

test("an experiment is read, planned, run, found up to date and read back", async () => {
  const file = project().write("programmed", { epochs: "  epochs: 1" });
  const results = join(scratch(), "results");
  const { experiments, folder, issues } = await api.loadExperiments(file);
  assert.equal(issues, []);
  const [experiment] = experiments as [api.Experiment];
  assert.is(api.experimentPath(experiment), "programmed");
  const { decision } = await api.planExperiment(experiment, { folder, results });
  assert.equal(decision, { status: "new", version: "v001" });
  const events: string[] = [];
  const options = { folder, results, emit: ({ type }: api.RunEvent) => events.push(type) };
  const first = await api.runExperiment(experiment, options);
  assert.equal([first.status, first.version], ["done", "v001"]);
  assert.ok(events.includes("started") && events.includes("epoch"));
  assert.is((await api.runExperiment(experiment, { folder, results })).status, "up to date");
  const [row, ...others] = await api.readIndex(results);
  assert.equal([row!.experiment, row!.version, others.length], ["programmed", "v001", 0]);
  assert.is(typeof row!.figures.test_accuracy, "number");
});

test("mistakes come as issues with a place, and as text", async () => {
  const file = project().write("wrong", { epochs: "  epoch: 1" });
  const { issues, experiments } = await api.loadExperiments(file);
  assert.is(experiments.length, 0);
  assert.match(api.renderIssue(issues.find(({ code }) => code === "unknown-key")!), /`epochs`/);
});

test.run();

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plan } from "../../src/commands/plan.ts";
import { project, runFile } from "../runner/tiny.ts";
import { filesBelow, scratch } from "../scratch.ts";
import { type Onlooker, onlooker } from "./onlooker.ts";

const test = suite("commands/plan");

const { write } = project();

interface Called {
  readonly code: number;
  readonly text: string;
  readonly output: Onlooker;
}

async function called(
  files: readonly string[],
  results: string,
  set: readonly string[] = [],
): Promise<Called> {
  const output = onlooker();
  const code = await plan(files, { set, results, json: false }, output);
  return { code, text: output.results.join("\n"), output };
}

test("what would run is told with its reason, engine, samples, steps, disk and layers", async () => {
  const results = join(scratch(), "results");
  const { code, text } = await called([write("told")], results);
  assert.is(code, 0);
  assert.match(text, /^told$/m);
  assert.match(text, /^ {2}status +new: v001$/m);
  assert.match(text, /^ {2}because +there is no version yet$/m);
  assert.match(text, /^ {2}engine +\w+ \(.+\)$/m);
  assert.match(text, /^ {2}samples +train 38, validation 10, test 12$/m);
  assert.match(text, /^ {2}training +3 steps an epoch, at most 4 epochs$/m);
  assert.match(text, /^ {2}disk +about \d+ kB$/m);
  assert.match(text, /^ {2}dense +dense +8 +32$/m);
  assert.equal([...filesBelow(dirname(results)).keys()], []);
});

test("--set is heeded, and named with the version it is compared with", async () => {
  const results = join(scratch(), "results");
  const file = write("compared", { epochs: "  epochs: 1" });
  await runFile(file, results);
  assert.match((await called([file], results)).text, /status +up to date: v001/);
  const { text } = await called([file], results, ["train.epochs=2", "replicates=3"]);
  assert.match(text, /^ {2}status +new: v002$/m);
  assert.match(text, /^ {2}since v001 train\.epochs 1 → 2\n {13}replicates 1 → 3$/m);
  assert.match(text, /at most 2 epochs, 3 replicates/);
});

test("where auto passes over an engine, the layer that is why is named", async () => {
  const layers = [
    "    - reshape: { targetShape: [3, 1] }",
    "    - simpleRNN: { units: 4 }",
    "    - dense: { units: 3, activation: softmax }",
  ].join("\n");
  const { text } = await called([write("passed", { layers })], join(scratch(), "results"));
  assert.match(
    text,
    /^ {2}engine +tfjs \(.+\)\n(?: {13}not .+\n)* {13}not wasm: layer `simpleRNN` is a simpleRNN/m,
  );
});

test("every variant has its plan", async () => {
  const file = write("variants", {
    replicates: "matrix: { width: [4, 6] }",
    layers: "    - dense: { units: $width }\n    - dense: { units: 3, activation: softmax }",
  });
  const { text } = await called([file], join(scratch(), "results"));
  assert.equal(text.match(/^variants\/.*$/gm), ["variants/width=4", "variants/width=6"]);
});

test("a search is planned with its space, its rungs and what its tuner thinks of the budget", async () => {
  const results = join(scratch(), "results");
  const search = (tuner: string) => [
    "  callbacks: []",
    "search:",
    "  objective: { metric: val_accuracy }",
    `  tuner: ${tuner}`,
    "  parallel: 2",
    "  space:",
    "    rate: { choice: [0.1, 0.2] }",
    "    units: { int: { min: 4, max: 16, step: 4 }, when: $rate > 0.1 }",
  ];
  const optimizer = "  optimizer: { adam: { learningRate: $rate } }";
  const layers = [
    "    - dense: { units: $units, activation: relu }",
    "      when: $rate > 0.1",
    "    - dense: { units: 3, activation: softmax }",
  ].join("\n");
  const halving = search("{ hyperband: { maxEpochs: 9 } }").join("\n");
  const { code, text } = await called([write("halving", { callbacks: halving, optimizer, layers })], results);
  assert.is(code, 0);
  assert.match(text, /search {5}hyperband: at most 17 trials of at most 9 epochs, 2 side by side/);
  assert.match(text, /models {5}12 to 115 parameters/);
  assert.match(text, /units +int +4 … 16 +4 +4 +when \$rate > 0\.1/);
  assert.match(text, /5 configurations/);
  assert.match(text, /^ +1 +1 +9 +1\n +1 +2 +3 +3\n +1 +3 +1 +9\n/m);
  const random = search("{ random: { trials: 50 } }").join("\n");
  const few = await called([write("few", { callbacks: random, optimizer, layers })], results);
  assert.match(few.output.messages.join("\n"), "note: the space has 5 configurations, fewer than 50 trials");
});

test("invalid files are told and end in exit code 2", async () => {
  const results = join(scratch(), "results");
  const wrong = await called([write("wrong", { epochs: "  epoch: 1" }), write("sound")], results);
  assert.is(wrong.code, 2);
  assert.match(wrong.output.messages.join("\n"), "has no key `epoch`");
  assert.match(wrong.text, /^sound$/m);
});

test("what keeps an experiment from being planned is told, and the others are planned", async () => {
  const results = join(scratch(), "results");
  mkdirSync(results);
  writeFileSync(join(results, "hurt"), "");
  const { code, text, output } = await called([write("hurt"), write("well")], results);
  assert.is(code, 1);
  assert.match(output.messages.join("\n"), /^hurt\n.*a file stands where a folder is needed/);
  assert.match(text, /^well$/m);
});

test("--json holds the decision, the layers and the counts", async () => {
  const output = onlooker();
  const results = join(scratch(), "results");
  await plan([write("json")], { set: [], results, json: true }, output);
  const [only] = JSON.parse(output.results.join("\n"));
  assert.equal(only.decision, { status: "new", version: "v001" });
  assert.equal(only.counts, { train: 38, validation: 10, test: 12 });
  assert.equal(
    only.layers.map(({ type, parameters }: { type: string; parameters: number }) => [type, parameters]),
    [
      ["dense", 32],
      ["dropout", 0],
      ["dense", 27],
    ],
  );
  assert.is(typeof only.engine, "string");
});

test.run();

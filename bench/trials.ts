/**
 * What a search costs beside its training: memory at the tenth and at the last of many small trials, time between
 * them, and what a second worker gains.
 *
 *     npm run bench:trials [-- TRIALS]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { milliseconds } from "../src/base/clock.ts";
import { stream } from "../src/base/random.ts";
import { runExperiment } from "../src/index.ts";
import type { RunEvent } from "../src/runner/events.ts";
import { loadExperiments } from "../src/spec/load.ts";

const TRIALS = Number(process.argv[2] ?? 200);
const [SAMPLES, FEATURES, EPOCHS] = [4000, 64, 5];

/** Memory of this process and of its workers, in MiB. */
interface Memory {
  readonly parent: number;
  readonly workers: readonly number[];
}

interface Figures {
  readonly early: Memory;
  readonly late: Memory;
  /** Of a step of the search, beside the epochs: medians, in milliseconds. */
  readonly between: number;
  readonly epoch: number;
  /** From the first epoch of the first trial to the end of the last. */
  readonly seconds: number;
}

function experimentText(name: string, trials: number, parallel: number): string {
  return `name: ${name}
dataset:
  source: { csv: { path: table.csv, target: y } }
  split: { validation: 0.2, test: 0.1 }
model:
  layers:
    - dense: { units: $units, activation: relu }
    - dense: { units: $units, activation: relu }
    - dense: { units: 3, activation: softmax }
train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  optimizer: { adam: { learningRate: $rate } }
  batchSize: 32
  epochs: ${EPOCHS}
search:
  objective: { metric: val_accuracy }
  tuner: { random: { trials: ${trials} } }
  parallel: ${parallel}
  space:
    units: { int: { min: 60, max: 68 } }
    rate: { float: { min: 1e-4, max: 1e-1, log: true } }
`;
}

function tableText(): string {
  const draws = stream(1, "table");
  const names = [...Array.from({ length: FEATURES }, (_, column) => `x${column}`), "y"];
  const rows = Array.from({ length: SAMPLES }, (_, row) => {
    const values = Array.from({ length: FEATURES }, (_, column) => draws.normal(row * FEATURES + column));
    return [...values.map((value) => value.toFixed(4)), ["a", "b", "c"][row % 3]].join(",");
  });
  return `${[names.join(","), ...rows].join("\n")}\n`;
}

function memory(): Memory {
  const lines = execFileSync("ps", ["-A", "-o", "ppid=,rss=,args="], { encoding: "utf8" }).split("\n");
  const workers = lines.flatMap((line) => {
    const [, parent, rss] = /^\s*(\d+)\s+(\d+) .*worker\.ts/.exec(line) ?? [];
    return Number(parent) === process.pid ? [Math.round(Number(rss) / 1024)] : [];
  });
  return { parent: Math.round(process.memoryUsage.rss() / 2 ** 20), workers };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function measured(folder: string, trials: number, parallel: number, workers: number): Promise<Figures> {
  const name = `t${trials}-p${parallel}-w${workers}`;
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, experimentText(name, trials, parallel));
  const { searches, issues } = await loadExperiments(file);
  if (searches[0] === undefined) throw new Error(JSON.stringify(issues));
  let [early, late] = [memory(), memory()];
  const epochs: number[] = [];
  const between: number[] = [];
  let [ended, last, began, done] = [0, 0, 0, 0];
  const emit = (event: RunEvent) => {
    const now = milliseconds();
    if (event.type === "trialEpoch") {
      if (began === 0) began = now;
      if (event.record.epoch > 1) epochs.push(now - last);
      else if (last > 0) between.push(now - last);
      last = now;
    }
    if (event.type === "trialEnded") {
      done = now;
      if (++ended === 10) early = memory();
      if (ended === trials) late = memory();
    }
  };
  await runExperiment(searches[0], { folder, results: join(folder, "results"), workers, emit });
  const epoch = median(epochs);
  return { early, late, between: median(between) - epoch, epoch, seconds: (done - began) / 1000 };
}

const folder = mkdtempSync(join(tmpdir(), "run-exp-bench-"));
try {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "table.csv"), tableText());
  const { early, late, between, epoch } = await measured(folder, TRIALS, 1, 1);
  console.log(`${TRIALS} trials of ${EPOCHS} epochs, ${epoch.toFixed(1)} ms each, one worker`);
  console.log(
    `  memory of the parent  ${early.parent} MiB at trial 10, ${late.parent} MiB at trial ${TRIALS}`,
  );
  console.log(
    `  memory of the worker  ${early.workers} MiB at trial 10, ${late.workers} MiB at trial ${TRIALS}`,
  );
  console.log(`  between two trials    ${between.toFixed(1)} ms beside the epochs (median)`);
  const trials = Math.max(10, Math.round(TRIALS / 4));
  const one = await measured(folder, trials, 2, 1);
  const two = await measured(folder, trials, 2, 2);
  console.log(`${trials} trials, two of which may run side by side`);
  console.log(`  one after the other, on all cores   ${one.seconds.toFixed(2)} s`);
  console.log(`  side by side, a core each           ${two.seconds.toFixed(2)} s`);
  console.log(`  throughput                          ${(one.seconds / two.seconds).toFixed(2)} times`);
  console.log(`  memory of the workers               ${two.late.workers.join(" and ")} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

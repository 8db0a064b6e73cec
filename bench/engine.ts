/**
 * How fast the wasm engine is on this machine: prints figures and asserts nothing. Every figure comes from a process
 * of its own. Nothing else should run meanwhile.
 *
 *     npm run bench -- [--data fashionMnist] [--quick] [--only start,raw,models,kernels,stock,threads,batch,width]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { loadKernels } from "../src/engine/wasm/modules.ts";
import { describeMachine } from "../src/runner/environment.ts";
import type { Request, StartFigures, StockFigures, TrainingFigures } from "./measure.ts";
import { table, title } from "./print.ts";
import { BACKENDS } from "./stock.ts";
import { MODELS, type Workload } from "./workload.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "synthetic" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
if (options.data !== "synthetic" && options.data !== "fashionMnist")
  throw new Error("--data is fashionMnist, or left out");
const { data, quick } = options;
const machine = describeMachine();
const { cores } = machine;

/** Samples where only the cost of a step is wanted. */
const SHORT = quick ? {} : { train: 12_800, validation: 1280 };

const FIGURES = ["s/epoch", "ms/step", "GFLOPS", "of raw", "outside kernels", "peak MiB"];

type Model = Workload["model"];
const models = Object.keys(MODELS) as Model[];

/** Samples of an epoch: all of Fashion-MNIST for the MLP, a part of the training images for the convolutions. */
function workloadOf(model: Model, change: Partial<Workload> = {}): Workload {
  const train = model === "mlp" ? 48_000 : 12_800;
  const [most, held] = quick ? [1280, 640] : [train, 12_000];
  return { model, data, batchSize: 128, train: most, validation: held, ...change };
}

const sections: Readonly<Record<string, () => Promise<void>>> = {
  start: showStart,
  raw: showRaw,
  models: showModels,
  kernels: showKernels,
  stock: showStock,
  threads: showThreads,
  batch: showBatch,
  width: showWidth,
};
const wanted = options.only?.split(",") ?? Object.keys(sections);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0)
  throw new Error(`--only takes ${Object.keys(sections).join(", ")}, not ${unknown.join(", ")}`);

const { arithmetic } = await loadKernels();
console.log(
  `${machine.cpu}, ${cores} cores, ${machine.platform}; Node ${process.versions.node}; ${arithmetic}`,
);
console.log(`data: ${data}${quick ? "; quick: epochs of 1,280 + 640 samples" : ""}`);
for (const name of wanted) await sections[name]!();

async function showStart(): Promise<void> {
  title("From nothing to the first step, milliseconds");
  const rows = [];
  for (const model of models) {
    const workload = workloadOf(model, { train: 1280, validation: 640 });
    const figures = await measured<StartFigures>({ kind: "start", workload, threads: cores });
    const { module, team, firstStep, secondModel } = figures;
    rows.push([model, module.toFixed(1), team.toFixed(0), firstStep.toFixed(0), secondModel.toFixed(0)]);
  }
  table(["model", "load module", `start ${cores} threads`, "first step", "of a second training"], rows);
}

async function showRaw(): Promise<void> {
  title("The matrix product alone, GFLOPS");
  const rows = [];
  for (const threads of threadCounts()) rows.push([String(threads), (await rawRate(threads)).toFixed(1)]);
  table(["threads", "GFLOPS"], rows);
}

async function showModels(): Promise<void> {
  title(`Training on ${cores} threads, batches of 128`);
  const raw = await rawRate(cores);
  const rows = [];
  for (const model of models) rows.push([model, ...figuresOf(await trained(workloadOf(model)), raw)]);
  table(["model", ...FIGURES], rows);
  console.log("an epoch is 48,000 samples for mlp, 12,800 for the others, and 12,000 of validation");
}

async function showKernels(): Promise<void> {
  for (const model of models) {
    const { kernels, step } = await trained(workloadOf(model), cores, 1);
    title(`Kernels of a step of ${model}, mean milliseconds (median step: ${step.toFixed(2)})`);
    const whole = Object.values(kernels).reduce((sum, time) => sum + time, 0);
    table(
      ["kernel", "ms", "share"],
      Object.entries(kernels).map(([kernel, time]) => [kernel, time.toFixed(3), percent(time / whole)]),
    );
  }
}

async function showStock(): Promise<void> {
  const seconds = quick ? 2 : 30;
  title(`The same on TensorFlow.js as it comes: an epoch extrapolated from about ${seconds} s`);
  const [rows, reasons]: [string[][], string[]] = [[], []];
  for (const model of models) {
    for (const backend of BACKENDS) {
      const request: Request = { kind: "stock", workload: workloadOf(model), backend, seconds };
      try {
        const { secondsPerEpoch, step, samples, peakMiB } = await measured<StockFigures>(request);
        const figures = [secondsPerEpoch.toFixed(1), step.toFixed(1), String(samples), peakMiB.toFixed(0)];
        rows.push([model, backend, ...figures]);
      } catch (error) {
        const said = /Error: (.*)/.exec((error as { stderr?: string }).stderr ?? "")?.[1] ?? String(error);
        rows.push([model, backend, "cannot"]);
        reasons.push(`${model} on ${backend}: ${said}`);
      }
    }
  }
  table(["model", "backend", "s/epoch", "ms/step", "found on", "peak MiB"], rows);
  for (const reason of reasons) console.log(`  ${reason}`);
  console.log(
    "found on: samples of the batches that were timed; fewer than a batch where that takes too long",
  );
}

async function showThreads(): Promise<void> {
  title("Scaling over threads, ms/step");
  const rows = [];
  for (const model of models) {
    const times: number[] = [];
    for (const threads of threadCounts()) times.push((await trained(workloadOf(model), threads, 1)).step);
    rows.push([model, ...times.map((time) => `${time.toFixed(2)} (× ${(times[0]! / time).toFixed(2)})`)]);
  }
  table(["model", ...threadCounts().map(String)], rows);
}

async function showBatch(): Promise<void> {
  const sizes = quick ? [32, 128] : [8, 32, 64, 128, 256, 512];
  title("Cost of a sample against the batch size, microseconds");
  const rows = [];
  for (const model of models) {
    const costs = [];
    for (const batchSize of sizes) {
      const { step } = await trained(workloadOf(model, { batchSize, ...SHORT }), cores, 1);
      costs.push(((1000 * step) / batchSize).toFixed(1));
    }
    rows.push([model, ...costs]);
  }
  table(["model", ...sizes.map(String)], rows);
}

async function showWidth(): Promise<void> {
  const widths = quick ? [128, 512] : [32, 128, 256, 512, 1024, 2048];
  const raw = await rawRate(cores);
  title("The mlp against the width of its hidden layer");
  const rows = [];
  for (const width of widths) {
    const figures = await trained(workloadOf("mlp", { width, ...SHORT }), cores, 1);
    rows.push([String(width), ...figuresOf(figures, raw).slice(1, 5)]);
  }
  table(["width", ...FIGURES.slice(1, 5)], rows);
}

function figuresOf(figures: TrainingFigures, raw: number): string[] {
  const { secondsPerEpoch, step, gflops, outside, peakMiB } = figures;
  return [
    secondsPerEpoch.toFixed(2),
    step.toFixed(2),
    gflops.toFixed(1),
    percent(gflops / raw),
    percent(outside),
    peakMiB.toFixed(0),
  ];
}

function trained(workload: Workload, threads = cores, epochs = quick ? 1 : 3): Promise<TrainingFigures> {
  return measured<TrainingFigures>({ kind: "training", workload, threads, epochs });
}

async function rawRate(threads: number): Promise<number> {
  const rounds = quick ? 50 : 1000;
  return (await measured<{ gflops: number }>({ kind: "raw", threads, rounds })).gflops;
}

/** 1, 2, 4, … up to the cores that there are. */
function threadCounts(): number[] {
  const powers = Array.from({ length: 10 }, (_, exponent) => 2 ** exponent).filter((count) => count < cores);
  return [...powers, cores];
}

/** The figures of one measurement, made by a process of its own. */
async function measured<Figures>(request: Request): Promise<Figures> {
  const file = fileURLToPath(new URL("./measure.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(request)]);
  return JSON.parse(stdout) as Figures;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

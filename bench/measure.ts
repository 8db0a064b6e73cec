/**
 * One measurement, in a process of its own so that its memory is its own too. Takes what to measure as JSON in its
 * argument and prints the result as a line of JSON; `bench/engine.ts` calls it.
 */
import { milliseconds } from "../src/base/clock.ts";
import type { Job } from "../src/engine/engine.ts";
import type { KernelName } from "../src/engine/wasm/kernels.ts";
import { compileKernels, loadKernels } from "../src/engine/wasm/modules.ts";
import { Team } from "../src/engine/wasm/team.ts";
import { WasmTraining } from "../src/engine/wasm/training.ts";
import { train } from "../src/train/loop.ts";
import type { Training } from "../src/train/training.ts";
import { productsOf } from "./products.ts";
import { rawRate } from "./raw.ts";
import { stockTimes } from "./stock.ts";
import { jobOf, type Workload } from "./workload.ts";

/** What a child process is asked for. */
export type Request =
  | {
      readonly kind: "training";
      readonly workload: Workload;
      readonly threads: number;
      readonly epochs: number;
    }
  | {
      readonly kind: "stock";
      readonly workload: Workload;
      readonly backend: string;
      readonly seconds: number;
    }
  | { readonly kind: "raw"; readonly threads: number; readonly rounds: number }
  | { readonly kind: "start"; readonly workload: Workload; readonly threads: number };

/** Times are milliseconds unless they say otherwise; each is the least or the median of many, as it says. */
export interface TrainingFigures {
  /** The quickest whole epoch, validation included, through the training loop. */
  readonly secondsPerEpoch: number;
  /** Medians of single calls. */
  readonly step: number;
  readonly forward: number;
  /** Thousand millions of floating-point operations a second in a step, by the layers' definition. */
  readonly gflops: number;
  /** Share of the steps' time that is not in kernels. */
  readonly outside: number;
  /** Of a step, by kernel. */
  readonly kernels: Readonly<Record<string, number>>;
  readonly peakMiB: number;
}

export interface StockFigures {
  readonly secondsPerEpoch: number;
  readonly step: number;
  /** How many samples the times of a batch were found on. */
  readonly samples: number;
  readonly peakMiB: number;
}

/** Each from nothing: the first of its kind in a process. */
export interface StartFigures {
  readonly module: number;
  readonly team: number;
  /** From a resolved model to the end of its first step, the threads being there. */
  readonly firstStep: number;
  /** The same for a second training. */
  readonly secondModel: number;
}

async function measure(request: Request): Promise<unknown> {
  if (request.kind === "raw") return rawRate(request.threads, request.rounds);
  if (request.kind === "start") return startFigures(request.workload, request.threads);
  if (request.kind === "stock") {
    const { workload, backend, seconds } = request;
    const figures = await stockTimes(await jobOf(workload), backend, seconds);
    return {
      ...figures,
      secondsPerEpoch: epochOf(workload, figures.step, figures.forward),
      peakMiB: peakMiB(),
    };
  }
  const { workload, threads, epochs } = request;
  return trainingFigures(await jobOf(workload), threads, epochs);
}

/** Seconds of an epoch, from the milliseconds of its calls. */
function epochOf({ train, validation, batchSize }: Workload, step: number, forward: number): number {
  return (Math.ceil(train / batchSize) * step + Math.ceil(validation / batchSize) * forward) / 1000;
}

async function trainingFigures(job: Job, threads: number, epochs: number): Promise<TrainingFigures> {
  const kernels = new Map<KernelName, number>();
  const [steps, forwards]: [number[], number[]] = [[], []];
  let stepping = false;
  const team = await Team.start(threads, {
    clock(kernel, time) {
      if (stepping) kernels.set(kernel, (kernels.get(kernel) ?? 0) + time);
    },
  });
  const inner = WasmTraining.open(team, job);
  const training: Training = {
    step(step) {
      stepping = true;
      const began = milliseconds();
      const outcome = inner.step(step);
      steps.push(milliseconds() - began);
      stepping = false;
      return outcome;
    },
    forward(part, indices) {
      const began = milliseconds();
      const outcome = inner.forward(part, indices);
      forwards.push(milliseconds() - began);
      return outcome;
    },
    penalty: () => inner.penalty(),
    exportState: () => inner.exportState(),
    importState: (state) => inner.importState(state),
    close: () => inner.close(),
  };
  const secondsPerEpoch = await quickestEpoch(job, training, epochs);
  const operations = 2 * productsOf(job.model).training * job.batchSize;
  const own = [...kernels].map(([kernel, time]) => [kernel, time / steps.length] as const);
  return {
    secondsPerEpoch,
    step: median(steps),
    forward: median(forwards),
    gflops: operations / (median(steps) * 1e6),
    outside: 1 - sum([...kernels.values()]) / sum(steps),
    kernels: Object.fromEntries(own.toSorted((a, b) => b[1] - a[1])),
    peakMiB: peakMiB(),
  };
}

async function quickestEpoch(job: Job, training: Training, epochs: number): Promise<number> {
  const { data, batchSize, optimizer, model } = job;
  const times: number[] = [];
  let began = milliseconds();
  await train(
    {
      metrics: [{ accuracy: {} }],
      context: { labels: "class", rows: 1, width: model.output.at(-1)! },
      batchSize,
      optimizer,
      epochs,
      callbacks: [],
      seed: 1,
      trial: 0,
      counts: { train: data.train.count, validation: data.validation!.count },
    },
    training,
    {
      epochEnd() {
        times.push(milliseconds() - began);
        began = milliseconds();
      },
    },
  );
  return Math.min(...times) / 1000;
}

async function startFigures(workload: Workload, threads: number): Promise<StartFigures> {
  const job = await jobOf(workload);
  const [module] = await timed(() => compileKernels("fused"));
  await loadKernels();
  const [team, started] = await timed(() => Team.start(threads));
  const first = async (trial: number): Promise<void> => {
    const training = WasmTraining.open(started, { ...job, trial });
    const indices = Uint32Array.from({ length: workload.batchSize }, (_, at) => at);
    training.step({ indices, step: 0, epoch: 1, learningRate: 0.001 });
    training.close();
  };
  const [firstStep] = await timed(() => first(0));
  const [secondModel] = await timed(() => first(1));
  return { module, team, firstStep, secondModel };
}

async function timed<Result>(action: () => Promise<Result>): Promise<[time: number, result: Result]> {
  const began = milliseconds();
  const result = await action();
  return [milliseconds() - began, result];
}

function sum(times: readonly number[]): number {
  return times.reduce((total, time) => total + time, 0);
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

/** The most memory that this process has had. */
function peakMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const request = process.argv[2];
if (request !== undefined) console.log(JSON.stringify(await measure(JSON.parse(request) as Request)));
process.exit();

import { availableParallelism, cpus } from "node:os";
import util from "node:util";
import { RunExpError } from "../../base/errors.ts";
import { importPackage } from "../packages.ts";
import { loadPlainTf, type Tfjs, takeBackend } from "../tfjs/load.ts";
import { type Addon, findAddon, type Obstacle, refusal } from "./addon.ts";
import { Ops, type TensorflowBackend } from "./backend.ts";
import { tensorflowChance } from "./chance.ts";
import { findNvidia } from "./nvidia.ts";

/** TensorFlow.js on TensorFlow itself. */
export interface Tensorflow extends Tfjs {
  readonly backend: "tensorflow";
  readonly ops: Ops;
  readonly addon: Addon;
  /** Of TensorFlow: `2.21.0`. */
  readonly library: string;
  /** The GPU that it computes on, and its driver; undefined where it computes on cores. */
  readonly gpu: string | undefined;
  /** Whether the processor computes by means of oneDNN, which TensorFlow takes unless it is told not to. */
  readonly oneDnn: boolean;
  /** What it computes on, down to what can change a bit: the GPU, or the processor and the number of threads. */
  readonly device: string;
}

let loading: Promise<Tensorflow> | undefined;

/** Loads TensorFlow once a process. Throws a RunExpError that says how to get it. */
export async function loadTensorflow(): Promise<Tensorflow> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Tensorflow> {
  const addon = findAddon();
  if (!("name" in addon)) throw unavailable(addon);
  const { core, layers } = await loadPlainTf();
  mendUtil();
  const { processor, oneDnn } = settings();
  try {
    await importPackage(addon.name);
  } catch (error) {
    // What the native loader says is the finding: a missing library, a binary of another system.
    throw unavailable(refusal(addon, (error as Error).message));
  }
  const backend = core.backend() as unknown as TensorflowBackend;
  const ops = new Ops(backend);
  const gpu = backend.binding.isUsingGpuDevice() ? nameOfGpu() : undefined;
  return {
    ...{ core, layers, backend: "tensorflow", version: core.version_core, ops, addon, gpu },
    library: backend.binding.TF_Version,
    oneDnn: oneDnn && gpu === undefined,
    device: gpu ?? processor,
    chance: tensorflowChance({ core, layers }, ops),
    take: () => takeBackend(core, "tensorflow"),
    read: (tensor) => tensor.data<"float32">(),
    trim() {},
  };
}

function unavailable({ detail, hint }: Obstacle): RunExpError {
  return new RunExpError("engine-unavailable", `the tensorflow engine does not start: ${detail}`, hint);
}

/** The package calls functions of Node's that newer versions warn of, from 22 on, or have taken away, from 23 on. */
function mendUtil(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(util, { isArray: Array.isArray, isNullOrUndefined });
}

/**
 * What TensorFlow reads from the environment when it starts, and the processor by what of it can change a bit. Sums are
 * divided among TensorFlow's threads, so their number counts: all cores, however many trainings run side by side.
 */
function settings(): { readonly processor: string; readonly oneDnn: boolean } {
  const { env } = process;
  env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // or TensorFlow writes more of its log to the terminal
  env.TF_DETERMINISTIC_OPS = "1";
  const given = env.TF_NUM_INTRAOP_THREADS ?? "";
  const threads = /^[1-9]\d*$/.test(given) ? Number(given) : availableParallelism();
  env.TF_NUM_INTRAOP_THREADS = `${threads}`;
  const oneDnn = !/^(0|false)$/i.test(env.TF_ENABLE_ONEDNN_OPTS ?? "");
  env.TF_ENABLE_ONEDNN_OPTS = oneDnn ? "1" : "0";
  return { processor: processorText(threads, oneDnn), oneDnn };
}

/** `AMD EPYC, 2 threads` */
function processorText(threads: number, oneDnn: boolean): string {
  const model = cpus()[0]?.model.trim() ?? "a processor";
  return `${model}, ${threads} ${threads === 1 ? "thread" : "threads"}${oneDnn ? "" : ", without oneDNN"}`;
}

function nameOfGpu(): string {
  const nvidia = findNvidia();
  return nvidia === undefined
    ? "a GPU that nvidia-smi does not name"
    : `${nvidia.name}, driver ${nvidia.driver}`;
}

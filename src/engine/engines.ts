import { RunExpError } from "../base/errors.ts";
import type { Model } from "../model/model.ts";
import type { Engine, Finding } from "./engine.ts";

interface Choice {
  readonly name: string;
  /** Loads the engine for so many threads, all cores where that is left out. Throws a RunExpError that says how to get it. */
  open(threads?: number): Promise<Engine>;
  /** What the engine finds on this machine, and why not more. */
  describe(): Promise<readonly Finding[]>;
}

/** The engines. Each is loaded when it is first asked for. */
const choices: readonly Choice[] = [
  {
    name: "wasm",
    open: async (threads) => (await import("./wasm/engine.ts")).openWasm(threads),
    describe: async () => (await import("./wasm/engine.ts")).describeWasm(),
  },
  {
    name: "webgpu",
    open: async () => (await import("./webgpu/engine.ts")).openWebgpu(),
    describe: async () => (await import("./webgpu/engine.ts")).describeWebgpu(),
  },
  {
    name: "tensorflow",
    open: async () => (await import("./tensorflow/engine.ts")).openTensorflow(),
    describe: async () => (await import("./tensorflow/engine.ts")).describeTensorflow(),
  },
  {
    name: "tfjs",
    open: async () => (await import("./tfjs/engine.ts")).openTfjs(),
    describe: async () => (await import("./tfjs/load.ts")).describeTfjs(),
  },
];

/** An engine that `auto` may take. */
interface Preference {
  readonly name: string;
  /** What it lacks of what it would be taken for; undefined where it has it. Absent: nothing is asked of it. */
  lacks?(): Promise<Finding | undefined>;
}

/** What `auto` takes the first of: a GPU, then run-exp's own engine, then what else tfjs has. */
const preferences: readonly Preference[] = [
  { name: "tensorflow", lacks: async () => (await import("./tensorflow/engine.ts")).lacksNvidia() },
  { name: "webgpu", lacks: async () => (await import("./webgpu/dawn.ts")).lacksRealGpu() },
  { name: "wasm" },
  { name: "tfjs" },
];

/** What `engine:` and `--engine` may say: `auto`, or an engine's name. */
export const engineNames: readonly string[] = ["auto", ...choices.map(({ name }) => name)];

/**
 * The engine of this name, or for `auto` the first of those it prefers that can train all the models; `passedOver` is
 * told of each before it, with the reasons, one sentence each. Throws a RunExpError where there is no such engine or
 * where it cannot train a model; a named engine is never replaced by another.
 */
export async function chooseEngine(
  name: string,
  models: readonly Model[],
  passedOver: (engine: string, reasons: readonly string[]) => void = () => {},
): Promise<Engine> {
  if (!engineNames.includes(name)) {
    throw new RunExpError(
      "engine-unknown",
      `there is no engine \`${name}\``,
      `the engines are ${engineNames.join(", ")}`,
    );
  }
  const reasons = new Set<string>();
  for (const preference of name === "auto" ? preferences : [{ name }]) {
    const lacking = await preference.lacks?.();
    if (lacking !== undefined) {
      passedOver(lacking.name, [lacking.detail]);
      continue;
    }
    const opened = await open(preference.name, name === "auto");
    const own =
      opened instanceof RunExpError
        ? [opened.message]
        : [...new Set(models.flatMap((model) => opened.unsupported(model)))];
    if (!(opened instanceof RunExpError) && own.length === 0) return opened;
    passedOver(preference.name, own);
    for (const reason of own) reasons.add(`${preference.name}: ${reason}`);
  }
  throw new RunExpError("engine-unsupported", `this model cannot be trained: ${[...reasons].join("; ")}`);
}

/** An engine by its name, for so many threads. Throws a RunExpError that says how to get it. */
export async function engineNamed(name: string, threads: number): Promise<Engine> {
  return choices.find((choice) => choice.name === name)!.open(threads);
}

/** The engine of this name; where others may take its place, or why it does not start. */
async function open(name: string, replaceable: boolean): Promise<Engine | RunExpError> {
  try {
    return await choices.find((choice) => choice.name === name)!.open();
  } catch (error) {
    if (replaceable && error instanceof RunExpError) return error;
    throw error;
  }
}

/** What `run-exp doctor` says of an engine. */
export interface EngineReport {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** Why it cannot train anything on this machine; absent where it can. */
  readonly problem?: { readonly message: string; readonly hint: string };
}

/** Every engine, best first, with what it finds on this machine. */
export async function describeEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const { name, open, describe } of choices) {
    try {
      await open();
      reports.push({ name, findings: await describe() });
    } catch (error) {
      if (!(error instanceof RunExpError)) throw error;
      reports.push({ name, findings: [], problem: { message: error.message, hint: error.hint } });
    }
  }
  return reports;
}

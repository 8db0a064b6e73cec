import { RunExpError } from "../base/errors.ts";
import type { Model } from "../model/model.ts";
import type { Engine, Finding } from "./engine.ts";

interface Choice {
  readonly name: string;
  /** Loads the engine, or throws a RunExpError that says how to get it. */
  open(): Promise<Engine>;
  /** What the engine finds on this machine, and why not more. */
  describe(): Promise<readonly Finding[]>;
}

/** The engines, best first. Each is loaded when it is first asked for. */
const choices: readonly Choice[] = [
  {
    name: "wasm",
    open: async () => (await import("./wasm/engine.ts")).openWasm(),
    describe: async () => (await import("./wasm/engine.ts")).describeWasm(),
  },
  {
    name: "tfjs",
    open: async () => (await import("./tfjs/engine.ts")).openTfjs(),
    describe: async () => (await import("./tfjs/load.ts")).describeTfjs(),
  },
];

/** What `engine:` and `--engine` may say: `auto`, or an engine's name. */
export const engineNames: readonly string[] = ["auto", ...choices.map(({ name }) => name)];

/**
 * The engine of this name, or for `auto` the first that can train the model; `passedOver` is told of each before
 * it, with the reasons, one sentence each. Throws a RunExpError where there is no such engine or where it cannot
 * train the model; a named engine is never replaced by another.
 */
export async function chooseEngine(
  name: string,
  model: Model,
  passedOver: (engine: string, reasons: readonly string[]) => void = () => {},
): Promise<Engine> {
  const wanted = choices.filter((choice) => name === "auto" || choice.name === name);
  if (wanted.length === 0) {
    throw new RunExpError(
      "engine-unknown",
      `there is no engine \`${name}\``,
      `the engines are ${engineNames.join(", ")}`,
    );
  }
  const reasons: string[] = [];
  for (const choice of wanted) {
    const opened = await choice.open().catch((error: unknown) => {
      if (name === "auto" && error instanceof RunExpError) return error;
      throw error;
    });
    const own = opened instanceof RunExpError ? [opened.message] : opened.unsupported(model);
    if (!(opened instanceof RunExpError) && own.length === 0) return opened;
    passedOver(choice.name, own);
    reasons.push(...own.map((reason) => `${choice.name}: ${reason}`));
  }
  throw new RunExpError("engine-unsupported", `this model cannot be trained: ${reasons.join("; ")}`);
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

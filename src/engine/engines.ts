import { RunExpError } from "../base/errors.ts";
import type { Model } from "../model/model.ts";
import type { Engine } from "./engine.ts";

interface Choice {
  readonly name: string;
  /** Loads the engine, or throws a RunExpError that says how to get it. */
  open(): Promise<Engine>;
}

/** The engines, best first. Each is loaded when it is first asked for. */
const choices: readonly Choice[] = [
  { name: "wasm", open: async () => (await import("./wasm/engine.ts")).openWasm() },
  { name: "tfjs", open: async () => (await import("./tfjs/engine.ts")).openTfjs() },
];

/** What `engine:` and `--engine` may say: `auto`, or an engine's name. */
export const engineNames: readonly string[] = ["auto", ...choices.map(({ name }) => name)];

/**
 * The engine of this name, or for `auto` the first that can train the model. Throws a RunExpError where there
 * is no such engine or where it cannot train the model; it never falls back to another.
 */
export async function chooseEngine(name: string, model: Model): Promise<Engine> {
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
    const engine = await choice.open();
    const unsupported = engine.unsupported(model);
    if (unsupported.length === 0) return engine;
    reasons.push(...unsupported.map((reason) => `${engine.name}: ${reason}`));
  }
  throw new RunExpError("engine-unsupported", `this model cannot be trained: ${reasons.join("; ")}`);
}

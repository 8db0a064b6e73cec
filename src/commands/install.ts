import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { RunExpError } from "../base/errors.ts";
import { installing, type OptionalPackage, packageFolder } from "../engine/packages.ts";
import { type AddonPackage, addonFile, installedAddon } from "../engine/tensorflow/addon.ts";
import { type Command, compiling } from "../engine/tensorflow/build.ts";
import { findLibrary, type Library } from "../engine/tensorflow/library.ts";
import type { Probed } from "../engine/tensorflow/probe.ts";
import { type ExitCode, explained, type Output } from "./output.ts";

/** The package that is installed where none is: one that run-exp depends on where its own installation succeeds. */
const PACKAGE = "@tensorflow/tfjs-node-gpu";

/** Differences of a weight up to here are of rounding. */
const ROUNDING = 1e-4;

/**
 * Makes `engine: tensorflow` work: installs its package where it is missing, compiles its native part against a TensorFlow
 * that is there, and trains a few steps. It says first what it does, and changes nothing outside node_modules.
 */
export function installTensorflow(from: string | undefined, output: Output): ExitCode {
  if (process.platform !== "linux") {
    throw new RunExpError(
      "install-unsupported",
      `the native part is built on Linux only, and this is ${process.platform}`,
      "`engine: webgpu` uses a GPU on every system",
    );
  }
  const library = findLibrary(from);
  const name = installedAddon() ?? PACKAGE;
  const needed: readonly OptionalPackage[] = [name, "node-api-headers"];
  const missing = needed.filter((needs) => packageFolder(needs) === undefined);
  announce(name, library, missing, output);
  try {
    if (missing.length > 0) install(missing, output);
    compile(name, library, output);
    tell(probe(), output);
    return 0;
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    output.message(explained(error));
    return 1;
  }
}

function tell({ found, difference }: Probed, output: Output): void {
  for (const line of found) output.result(line);
  if (difference > ROUNDING) {
    throw new RunExpError(
      "install-failed",
      `TensorFlow trains, but a weight differs by ${difference.toPrecision(2)} from the wasm engine's after three steps`,
      "another version of TensorFlow may do better; `engine: wasm` needs none",
    );
  }
  output.result("three steps trained as on the wasm engine, to rounding: `engine: tensorflow` works");
}

function announce(name: AddonPackage, { folder }: Library, missing: readonly string[], output: Output): void {
  const steps = [
    ...(missing.length === 0 ? [] : [`installs ${missing.join(" and ")} into ${modulesFolder()}`]),
    `compiles the native part of ${name}, against the TensorFlow in ${folder}, which has to stay there`,
    "trains three steps on it",
  ];
  output.message("run-exp doctor --install tensorflow");
  for (const [index, step] of steps.entries()) output.message(`  ${index + 1}. ${step}`);
}

/** The node_modules that run-exp's own packages are in. */
function modulesFolder(): string {
  return resolve(packageFolder("@tensorflow/tfjs-core")!, "../..");
}

/** Its own script would download a TensorFlow. */
function install(names: readonly OptionalPackage[], output: Output): void {
  const args = [...installing(names), "--ignore-scripts"];
  run({ program: "npm", args, folder: dirname(modulesFolder()) }, output);
}

/** Compiles beside its place and moves it there, so that what is there is whole. */
function compile(name: AddonPackage, library: Library, output: Output): void {
  const target = addonFile(name);
  mkdirSync(dirname(target), { recursive: true });
  const building = join(dirname(target), `.${basename(target)}`);
  try {
    run(compiling(name, library, building), output);
    renameSync(building, target);
  } finally {
    rmSync(building, { force: true });
  }
}

function run({ program, args, folder }: Command, output: Output): void {
  output.message(`${folder}$ ${program} ${args.join(" ")}`);
  const { status, signal, error } = spawnSync(program, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status === 0) return;
  const why = { ENOENT: `there is no ${program}`, EACCES: `${program} may not be run` }[
    (error as NodeJS.ErrnoException | undefined)?.code ?? ""
  ];
  throw new RunExpError(
    "install-failed",
    why ?? `${program} ended with ${signal ?? `exit code ${status}`}`,
    program === "npm"
      ? "what it said stands above"
      : "what it said stands above; it is a compiler of C++ (Debian: the package `g++`), or the one that CXX names",
  );
}

/** Trains on what was built, in a process of its own. */
function probe(): Probed {
  const file = fileURLToPath(
    new URL(`../engine/tensorflow/probe${extname(import.meta.filename)}`, import.meta.url),
  );
  const ended = spawnSync(process.execPath, [file], { encoding: "utf8" });
  if (ended.status === 0) return JSON.parse(ended.stdout) as Probed;
  throw new RunExpError("install-failed", `it was built and does not train: ${lastWords(ended)}`);
}

function lastWords({ stderr, signal, status }: SpawnSyncReturns<string>): string {
  const said = stderr.trim();
  return said === "" ? `the process ended with ${signal ?? `exit code ${status}`}` : said;
}

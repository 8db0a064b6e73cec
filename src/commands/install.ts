import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { RunExpError } from "../base/errors.ts";
import {
  installing,
  manifestOf,
  OPTIONAL_PACKAGES,
  type OptionalPackage,
  packageFolder,
} from "../engine/packages.ts";
import { type AddonPackage, addonFile, installedAddon } from "../engine/tensorflow/addon.ts";
import { type Command, compiling } from "../engine/tensorflow/build.ts";
import { findLibrary, type Library } from "../engine/tensorflow/library.ts";
import type { Probed } from "../engine/tensorflow/probe.ts";
import { type ExitCode, explained, type Output } from "./output.ts";

/** The package that is installed where none is: one that run-exp depends on where its own installation succeeds. */
const PACKAGE = "@tensorflow/tfjs-node-gpu";

/**
 * Makes `engine: tensorflow` work: installs its package where it is missing, compiles its native part against a TensorFlow
 * that is there, and trains a few steps. It says first what it does, changes nothing outside node_modules, and leaves a
 * native part that was there where the new one does not train.
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
  const missing = ([name, "node-api-headers"] as const).filter((needed) => !isThere(needed));
  announce(name, library, missing, output);
  try {
    if (missing.length > 0) installPackages(missing, output);
    replaceNative(name, library, output);
    return 0;
  } catch (error) {
    const failure = failureOf(error);
    output.message(explained(failure));
    return 1;
  }
}

/** Whether a package is installed in the version that is needed. */
function isThere(name: OptionalPackage): boolean {
  return packageFolder(name) !== undefined && manifestOf(name).version === OPTIONAL_PACKAGES[name];
}

function announce(
  name: AddonPackage,
  { folder }: Library,
  missing: readonly OptionalPackage[],
  output: Output,
): void {
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

/** Without the script of a package, which would download a TensorFlow, and without what only run-exp's developers have. */
function installPackages(names: readonly OptionalPackage[], output: Output): void {
  const developing = packageFolder("typescript") !== undefined;
  const args = [...installing(names), "--ignore-scripts", ...(developing ? [] : ["--omit=dev"])];
  run({ program: "npm", args, folder: dirname(modulesFolder()) }, output);
}

/** Compiles beside the native part's place. */
function replaceNative(name: AddonPackage, library: Library, output: Output): void {
  const target = addonFile(name);
  const built = join(dirname(target), `.${basename(target)}.${process.pid}`);
  mkdirSync(dirname(target), { recursive: true });
  try {
    run(compiling(name, library, built), output);
    takeIfItTrains(built, target, output);
  } finally {
    rmSync(built, { force: true });
  }
}

/** Puts a native part in its place; what was there comes back where the new one does not train. */
function takeIfItTrains(built: string, target: string, output: Output): void {
  const before = `${built}.before`;
  if (existsSync(target)) renameSync(target, before);
  try {
    renameSync(built, target);
    tell(probe(), output);
    rmSync(before, { force: true });
  } catch (error) {
    rmSync(target, { force: true });
    if (existsSync(before)) renameSync(before, target);
    throw error;
  }
}

function run({ program, args, folder }: Command, output: Output): void {
  output.message(`${folder}$ ${[program, ...args].map(quoted).join(" ")}`);
  const { status, signal, error } = spawnSync(program, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status === 0) return;
  if (error === undefined) {
    const how = signal ?? `exit code ${status}`;
    throw new RunExpError("install-failed", `${program} ended with ${how}`, "what it said stands above");
  }
  throw new RunExpError(
    "install-failed",
    `${program} cannot be run: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "it is not there" : error.message}`,
    program === "npm"
      ? "npm comes with Node"
      : "install a compiler of C++ (Debian: `g++`), or name one in CXX",
  );
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Trains on what was built, in a process of its own. */
function probe(): Probed {
  const file = fileURLToPath(
    new URL(`../engine/tensorflow/probe${extname(import.meta.filename)}`, import.meta.url),
  );
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout) as Probed;
  const said = stderr.split("\n").filter((line) => !/^(WARNING: All log messages|[IWEF]\d{4} )/.test(line));
  throw new RunExpError(
    "install-failed",
    `it was built, but training on it ended with ${signal ?? `exit code ${status}`}`,
    said.join("\n").trim(),
  );
}

function tell(probed: Probed, output: Output): void {
  if ("problem" in probed) {
    throw new RunExpError("install-failed", `it was built and does not train: ${probed.problem}`);
  }
  for (const line of probed.found) output.result(line);
  if (!probed.agrees) {
    throw new RunExpError(
      "install-failed",
      `TensorFlow trains, but after three steps a weight differs by ${probed.difference} from the wasm engine's`,
      "another version of TensorFlow may do better; `engine: wasm` needs none",
    );
  }
  output.result("three steps trained as on the wasm engine, to rounding: `engine: tensorflow` works");
}

/** What cannot be written is a failure that a person can mend; anything else is none of this. */
function failureOf(error: unknown): RunExpError {
  if (error instanceof RunExpError) return error;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) throw error;
  return new RunExpError("install-failed", `${path} cannot be written: ${message}`);
}

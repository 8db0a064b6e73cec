import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { RunExpError } from "../../base/errors.ts";

/** A TensorFlow to build against. */
export interface Library {
  /** Where its libraries lie, and stay: what is built finds them there. */
  readonly folder: string;
  readonly include: string;
  /** `libtensorflow_cc.so.2`, and what it needs. */
  readonly files: readonly string[];
}

/** Prints the folder of a Python's TensorFlow, without loading it. */
const ASK =
  "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";

const PYTHONS = ["python3", "python"];

/**
 * TensorFlow in a place that is given, which is a folder or a Python that has it; else that of the Python on the path.
 * Throws a RunExpError that says where it looked.
 */
export function findLibrary(from: string | undefined): Library {
  if (from === undefined) return ofPython(PYTHONS);
  if (!existsSync(from)) throw missing(`${from} does not exist`);
  if (statSync(from).isFile()) return ofPython([from]);
  const folder = resolve(from);
  return inFolder(folder) ?? ofEnvironment(folder) ?? throwMissing(`${from} holds no TensorFlow`);
}

/** In a folder as pip makes it, or as libtensorflow is unpacked. */
function inFolder(folder: string): Library | undefined {
  const include = join(folder, "include");
  if (!existsSync(join(include, "tensorflow/c/eager/c_api.h"))) return undefined;
  return [folder, join(folder, "lib")]
    .map((place): Library => ({ folder: place, include, files: librariesIn(place) }))
    .find(({ files }) => files.length === 2);
}

/** The library with the C interface, and that with what it shares with others. */
function librariesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const present = readdirSync(folder);
  const one = (pattern: RegExp) => present.filter((file) => pattern.test(file)).slice(0, 1);
  return [...one(/^libtensorflow(_cc)?\.so\.2$/), ...one(/^libtensorflow_framework\.so\.2$/)];
}

/** In a virtual environment, by its Python. */
function ofEnvironment(folder: string): Library | undefined {
  const python = join(folder, "bin/python");
  return existsSync(python) ? ofPython([python]) : undefined;
}

function ofPython(programs: readonly string[]): Library {
  for (const program of programs) {
    const { stdout, status, error } = spawnSync(program, ["-c", ASK], { encoding: "utf8", timeout: 60_000 });
    if (error !== undefined) continue;
    const folder = status === 0 ? stdout.trim() : "";
    if (folder === "") throw missing(`${program} has no TensorFlow`);
    return inFolder(folder) ?? throwMissing(`${folder} lacks TensorFlow's libraries or their headers`);
  }
  throw missing(`there is no ${programs.join(" and no ")}`);
}

function throwMissing(what: string): never {
  throw missing(what);
}

function missing(what: string): RunExpError {
  return new RunExpError(
    "tensorflow-missing",
    `no TensorFlow to build against: ${what}`,
    "`pip install tensorflow` in a virtual environment and name that, `--from path/to/venv`; or a folder of libtensorflow",
  );
}

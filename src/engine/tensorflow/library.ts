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
  const library = from === undefined ? ofPython(PYTHONS) : inPlace(from);
  if (!/[:$]/.test(library.folder)) return library;
  throw missing(`${library.folder} has a colon or a dollar in it, which libraries are not found behind`);
}

function inPlace(from: string): Library {
  if (from.trim() === "") throw missing("--from is empty");
  const place = resolve(from);
  if (!existsSync(place)) throw missing(`${from} does not exist`);
  try {
    if (statSync(place).isFile()) return ofPython([place]);
    readdirSync(place);
    return inFolder(place) ?? ofEnvironment(place) ?? throwMissing(`${from} holds no TensorFlow`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") throw missing(`${from} may not be read`);
    throw error;
  }
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

/** Of the first of these programs that there is. It runs in the root, where no folder passes itself off as a package. */
function ofPython(programs: readonly string[]): Library {
  for (const program of programs) {
    const asked = spawnSync(program, ["-c", ASK], { cwd: "/", encoding: "utf8", timeout: 60_000 });
    const { code } = (asked.error ?? {}) as NodeJS.ErrnoException;
    if (code === "ENOENT") continue;
    if (code !== undefined) throw missing(`${program} is no Python that can be run`);
    const folder = asked.status === 0 ? asked.stdout.trim() : "";
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

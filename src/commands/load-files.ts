import { existsSync, globSync } from "node:fs";
import { resolve } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { experimentPath } from "../spec/experiment.ts";
import { type Loaded, loadExperiments } from "../spec/load.ts";
import { renderIssue } from "../spec/render.ts";
import { explained, type Output } from "./output.ts";

/** A file that was read, or the reason why it could not be. */
export type FileOutcome = { readonly file: string } & (
  | { readonly loaded: Loaded; readonly valid: true; readonly error?: undefined }
  | { readonly loaded?: Loaded; readonly valid: false; readonly error?: RunExpError }
);

/**
 * Reads every file; what is wrong with one does not keep the others from being read. A file that is named twice is
 * read once, and one that names an experiment of an earlier one is not valid: both would write into one folder.
 */
export async function loadFiles(written: readonly string[], set: readonly string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const seen = new Set<string>();
  const names = new Map<string, string>();
  for (const file of written.flatMap(matching)) {
    const path = typeof file === "string" ? resolve(file) : undefined;
    if (path !== undefined && seen.has(path)) continue;
    if (path !== undefined) seen.add(path);
    outcomes.push(typeof file === "string" ? await loadFile(file, set, names) : file);
  }
  return outcomes;
}

/** A file as it is written, or the files that a pattern matches: not every shell does that itself. */
function matching(file: string): (string | FileOutcome)[] {
  const refused = (message: string, hint: string): FileOutcome[] => [
    { file, valid: false, error: new RunExpError("missing-file", message, hint) },
  ];
  if (file === "-") return refused("run-exp does not read standard input", "name an experiment file");
  if (!/[*?[{]/.test(file) || existsSync(file)) return [file];
  const files = globSync(file).sort();
  return files.length > 0 ? files : refused(`no file matches ${file}`, "");
}

async function loadFile(
  file: string,
  set: readonly string[],
  names: Map<string, string>,
): Promise<FileOutcome> {
  try {
    const loaded = await loadExperiments(file, { set });
    if (loaded.issues.length > 0) return { file, loaded, valid: false };
    const error = takeNames(file, loaded, names);
    return error === undefined ? { file, loaded, valid: true } : { file, loaded, valid: false, error };
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    return { file, valid: false, error };
  }
}

function takeNames(file: string, loaded: Loaded, names: Map<string, string>): RunExpError | undefined {
  const paths = [...loaded.experiments, ...loaded.searches].map(experimentPath);
  const taken = paths.find((path) => names.has(path));
  for (const path of paths) if (!names.has(path)) names.set(path, file);
  if (taken === undefined) return undefined;
  return new RunExpError(
    "duplicate-name",
    `${file} and ${names.get(taken)} both name the experiment ${taken}`,
    "give each a name of its own",
  );
}

/** Says all that is wrong with the files. */
export function reportProblems(outcomes: readonly FileOutcome[], { message, palette }: Output): void {
  for (const { loaded, error } of outcomes) {
    for (const issue of loaded?.issues ?? []) message(`${renderIssue(issue, palette)}\n`);
    if (error !== undefined) message(explained(error));
  }
}

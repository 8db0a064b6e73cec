import { RunExpError } from "../base/errors.ts";
import type { FileDifference, Verification } from "../runner/verify.ts";
import { namedVersion } from "../store/version-reference.ts";
import type { ExitCode, Output } from "./output.ts";
import { PlainLines } from "./run/plain.ts";
import { plural } from "./units.ts";

export interface VerifyCommandOptions {
  readonly results: string;
  readonly offline: boolean;
  readonly json: boolean;
  readonly workers?: number;
}

/** Of the files that differ, so many are shown. */
const MOST_SHOWN = 10;

/** Runs versions again and says whether every byte is the same; the exit code is 1 where one is not. */
export async function verify(
  references: readonly string[],
  { results, offline, json, workers }: VerifyCommandOptions,
  output: Output,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { verifyVersion } = await import("../runner/verify.ts");
  const all: ({ readonly version: string } & Verification)[] = [];
  for (const reference of references) {
    if (reference.startsWith("git:")) throw inGitOnly(reference);
    const { folder: version } = await namedVersion(reference, results);
    const lines = new PlainLines(version, output);
    const found = await verifyVersion(version, {
      offline,
      signal,
      ...(workers === undefined ? {} : { workers }),
      emit: (event) => lines.note(event),
    }).catch((error: unknown) => {
      if (!(signal.aborted && error instanceof RunExpError)) throw error;
    });
    if (found === undefined) {
      output.message("interrupted; nothing of it is kept");
      return 130;
    }
    if (!json) show(version, found, output);
    all.push({ version, ...found });
  }
  if (json) output.result(JSON.stringify(all, undefined, 2));
  return all.some(({ different, damage }) => different.length + damage.length > 0) ? 1 : 0;
}

function inGitOnly(reference: string): RunExpError {
  const revision = reference.split(":")[1]!;
  return new RunExpError(
    "no-version",
    `${reference} is run again where its files are, and git: only reads them`,
    `check it out first: git worktree add ../earlier ${revision}`,
  );
}

function show(version: string, { files, damage, different, reason }: Verification, output: Output): void {
  for (const what of damage) output.result(`${version}: ${what} since it was made`);
  if (different.length === 0) {
    output.result(`${version}: identical, ${plural(files, "file")}`);
    return;
  }
  output.result(`${version}: ${different.length} of ${plural(files, "file")} differ`);
  for (const difference of different.slice(0, MOST_SHOWN)) output.result(`  ${differenceText(difference)}`);
  if (different.length > MOST_SHOWN) output.result(`  and ${different.length - MOST_SHOWN} more`);
  output.result(`  likely reason: ${reason}`);
}

/** So many characters are shown of a line. */
const MOST_CHARACTERS = 60;

function differenceText({ file, where, before, after }: FileDifference): string {
  if (before === undefined || after === undefined) return where === undefined ? file : `${file} ${where}`;
  return `${file}, ${where}: ${shortened(before)} → ${shortened(after)}`;
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { sha256 } from "../base/hash.ts";
import { ENVIRONMENT } from "../spec/origin.ts";
import { keeping, whereMissing } from "./failures.ts";
import { isIgnored } from "./git-files.ts";

/** The file that holds the hashes of a version's files, in the form of `sha256sum --check --ignore-missing`. */
export const SUMS = "SHA256SUMS";

/** The file of a model's weights. */
export const WEIGHTS = "weights.bin";

/** The text of SHA256SUMS: a hash and a path a line, sorted by path. */
export function sumsText(files: ReadonlyMap<string, string | Uint8Array>): string {
  const names = [...files.keys()].filter((name) => name !== ENVIRONMENT).sort();
  return names.map((name) => `${sha256(files.get(name)!)}  ${name}\n`).join("");
}

/**
 * The files of a version folder that are no longer as they were written, each with what is wrong: `metrics.json was
 * changed`. Weights may be missing, as they are in a clone. Empty where all is well.
 */
export async function damageOf(version: string): Promise<string[]> {
  return keeping(version, () => compared(version));
}

/** The hashes of a version's files by their paths. Throws a RunExpError `version-damaged` where they cannot be read. */
export async function readSums(version: string): Promise<ReadonlyMap<string, string>> {
  const path = join(version, SUMS);
  const text = await keeping(path, () => readFile(path, "utf8").catch(whereMissing(undefined)));
  const sums = text === undefined ? undefined : parsedSums(text);
  if (sums !== undefined) return sums;
  const what = text === undefined ? "is missing" : "was changed";
  throw new RunExpError("version-damaged", `${path} ${what}`, "restore the folder from git");
}

function parsedSums(text: string): Map<string, string> | undefined {
  const sums = new Map<string, string>();
  for (const line of text.split("\n").filter((own) => own !== "")) {
    const [, sum, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sum === undefined || name === undefined) return undefined;
    sums.set(name, sum);
  }
  return sums;
}

async function compared(version: string): Promise<string[]> {
  const text = await readFile(join(version, SUMS), "utf8").catch(whereMissing(undefined));
  if (text === undefined) return [`${SUMS} was removed`];
  const sums = parsedSums(text);
  if (sums === undefined) return [`${SUMS} was changed`];
  const damage: string[] = [];
  for (const [name, sum] of sums) {
    const content = await readFile(join(version, ...name.split("/"))).catch(whereMissing(undefined));
    if (content === undefined) {
      if (!isIgnored(name)) damage.push(`${name} was removed`);
    } else if (sha256(content) !== sum) damage.push(`${name} was changed`);
  }
  return damage;
}

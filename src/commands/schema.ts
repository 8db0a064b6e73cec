import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../base/files.ts";
import { editorSchemaTexts } from "../spec/editor-schema.ts";
import type { ExitCode, Output } from "./output.ts";

export interface SchemaOptions {
  /** A folder to write all schemas into. */
  readonly write?: string;
  /** A folder whose schemas must be those of this version. */
  readonly check?: string;
}

/** Prints the JSON Schema of experiment files, writes all schemas, or checks those that are there. */
export async function schema({ write, check }: SchemaOptions, output: Output): Promise<ExitCode> {
  const texts = editorSchemaTexts();
  if (check !== undefined) return checkSchemas(check, texts, output);
  if (write === undefined) {
    output.result(texts["experiment.schema.json"]!.trimEnd());
    return 0;
  }
  for (const [name, text] of Object.entries(texts)) {
    await writeWhole(join(write, name), text);
    output.message(`wrote ${join(write, name)}`);
  }
  return 0;
}

async function checkSchemas(
  folder: string,
  texts: Readonly<Record<string, string>>,
  output: Output,
): Promise<ExitCode> {
  let stale = 0;
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name);
    const there = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (there === text) continue;
    output.message(`${path} ${there === undefined ? "is missing" : "is not that of this version"}`);
    stale += 1;
  }
  return stale === 0 ? 0 : 1;
}

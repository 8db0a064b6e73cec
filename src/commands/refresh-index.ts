import { RunExpError } from "../base/errors.ts";
import { type IndexRow, writeIndex } from "../store/index-file.ts";
import type { Output } from "./output.ts";

/** Brings index.csv up to date, or says why it cannot be: who only looks may not be allowed to write. */
export async function refreshIndex(
  results: string,
  output: Output,
  rows?: readonly IndexRow[],
): Promise<void> {
  try {
    await writeIndex(results, rows);
  } catch (error) {
    if (!(error instanceof RunExpError)) throw error;
    output.message(`index.csv is not brought up to date: ${error.message}`);
  }
}

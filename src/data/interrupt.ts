import { RunExpError } from "../base/errors.ts";

/** What a long step ends with when its signal says so. */
export function interrupted(): RunExpError {
  return new RunExpError("interrupted", "the data were not read to the end", "the same command begins again");
}

import type { Output } from "../../src/commands/output.ts";
import { plainPalette } from "../../src/spec/render.ts";

/** An output that remembers what was written to it. */
export interface Onlooker extends Output {
  readonly results: string[];
  readonly messages: string[];
}

export function onlooker(width = Number.POSITIVE_INFINITY): Onlooker {
  const results: string[] = [];
  const messages: string[] = [];
  return {
    results,
    messages,
    result: (line) => results.push(line),
    message: (line) => messages.push(line),
    palette: plainPalette,
    width,
    terminal: undefined,
  };
}

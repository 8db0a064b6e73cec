import type { RunExpError } from "../base/errors.ts";
import { colourPalette, type Palette, plainPalette } from "../spec/render.ts";

/** Where a command writes: results to one stream, messages to the other. */
export interface Output {
  /** A line of the result, which another program may read. */
  result(line: string): void;
  /** A line for the person who looks on. */
  message(line: string): void;
  /** The colours of messages. */
  readonly palette: Palette;
  /** Columns that a line of the result has; infinite where no terminal shows it. */
  readonly width: number;
  /** Where messages go, if that is a terminal, on which what was written can be drawn anew. */
  readonly terminal: NodeJS.WriteStream | undefined;
}

/** What every command leaves: its exit code (0 done, 1 a run failed, 2 invalid file or usage, 130 interrupted). */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** Colours where messages go to a terminal and NO_COLOR is not set. */
export function paletteFor(stream: { readonly isTTY?: boolean }): Palette {
  return stream.isTTY === true && !process.env.NO_COLOR ? colourPalette : plainPalette;
}

/** A failure as people read it: what is wrong, and below it what to do. */
export function explained({ message, hint }: Pick<RunExpError, "message" | "hint">): string {
  return hint === "" ? message : `${message}\n  ${hint}`;
}

/** A stretch of one line in a file the experiment was read from. */
export interface Place {
  /** As the person would name it: relative to the working folder where it is below it. `--set` for overrides. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 units. */
  readonly column: number;
  /** Length of the stretch to underline, at least 1; ends with the line. */
  readonly length: number;
  /** The line itself, for the code frame. */
  readonly text: string;
}

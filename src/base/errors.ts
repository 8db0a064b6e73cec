/**
 * A failure that a person can cause and mend. `cli.ts` prints the message and the hint, never the stack.
 * Anything that is not a RunExpError is a bug and travels up to `cli.ts` uncaught.
 */
export class RunExpError extends Error {
  /** A stable kebab-case name of the failure, for programs that read `--json`. */
  readonly code: string;
  /** What the reader can do about it; empty when the message already says so. */
  readonly hint: string;

  constructor(code: string, message: string, hint = "", options?: ErrorOptions) {
    super(message, options);
    this.name = "RunExpError";
    this.code = code;
    this.hint = hint;
  }
}

/**
 * A mistake in one component's options that only the component itself can see: a CSV column that is not
 * in the file, a kernel larger than its input. `path` leads from the component's options to the value at
 * fault (`["target"]`; empty for the component as a whole), so that the experiment's reader can turn it
 * into file:line:column.
 */
export class OptionProblem extends Error {
  readonly path: readonly (string | number)[];
  readonly hint: string;

  constructor(path: readonly (string | number)[], message: string, hint = "") {
    super(message);
    this.name = "OptionProblem";
    this.path = path;
    this.hint = hint;
  }
}

import { CommanderError } from "commander";
import { milliseconds } from "./base/clock.ts";
import { RunExpError } from "./base/errors.ts";
import { interruptible } from "./commands/interrupt.ts";
import { type ExitCode, explained, type Output, paletteFor } from "./commands/output.ts";
import { program } from "./program.ts";

const output: Output = {
  result: (line) => console.log(line),
  message: (line) => console.error(line),
  palette: paletteFor(process.stderr),
  width: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
  terminal: process.stderr.isTTY ? process.stderr : undefined,
};

/** What standard output could not take, where nobody closed it. */
let outputLost = false;

process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that has seen enough closes the pipe; that is its right, and the work goes on to its own exit code.
  if (code === "EPIPE" || outputLost) return;
  outputLost = true;
  process.exitCode ||= 1;
  output.message(`standard output cannot be written: ${code === "ENOSPC" ? "the disk is full" : message}`);
});

/** Where messages cannot be written, there is nowhere left to say so. */
process.stderr.on("error", () => {});

/** Started by a launcher on an older Node: when that is killed, nobody waits for this process, which is then killed too. */
if (process.channel) {
  process.on("disconnect", () => process.exit(137));
  process.channel.unref();
}

let exitCode: ExitCode = 0;

try {
  const interrupt = () => interruptible(process, milliseconds, () => process.exit(130));
  await program(output, interrupt, (code) => {
    exitCode = code;
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof RunExpError) {
    // What fails in one experiment is told by `run`; what comes this far is wrong with the call.
    output.message(explained(error));
    exitCode = 2;
  } else {
    output.message(`this is a bug in run-exp:\n${(error as Error).stack ?? String(error)}`);
    exitCode = 1;
  }
}
process.exitCode = exitCode === 0 && outputLost ? 1 : exitCode;

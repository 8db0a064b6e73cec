/**
 * A process that runs an experiment, for tests that kill it or set several against each other:
 *
 *     node test/runner/child.ts FILE RESULTS [CHANGE]
 *
 * It says `ready` when everything is loaded, begins when it reads a line, and says what became of the run. Given a
 * number, it kills itself before that change of the disk.
 */
import { once } from "node:events";
import { flushCompileCache } from "node:module";
import { RunExpError } from "../../src/base/errors.ts";
import { loadTfjs } from "../../src/engine/tfjs/load.ts";
import { withFault } from "../faults.ts";
import { runFile } from "./tiny.ts";

const [file, results, change] = process.argv.slice(2) as [string, string, string | undefined];
await Promise.all([loadTfjs(), import("vega"), import("vega-lite")]);
flushCompileCache(); // for the next one: a process that is killed never gets to it
console.log("ready");
await once(process.stdin, "data");
process.stdin.pause();
try {
  if (change === undefined) {
    console.log((await runFile(file, results)).status);
  } else {
    await withFault(
      ({ number }) => {
        if (number === Number(change)) process.kill(process.pid, "SIGKILL");
        return "pass";
      },
      () => runFile(file, results),
    );
  }
} catch (error) {
  if (!(error instanceof RunExpError)) throw error;
  console.log(error.code);
}

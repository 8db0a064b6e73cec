import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from "listr2";
import { milliseconds } from "../../base/clock.ts";
import type { Output } from "../output.ts";
import { closingTable } from "./closing.ts";
import type { JobResult, RunJob } from "./job.ts";
import { LiveLines } from "./live-lines.ts";
import { endLine, type RunView, tellProblem } from "./view.ts";

/**
 * On a terminal: each experiment a line, below the running one where it stands and how well it goes. Experiments
 * are shown one after another, so that what is done scrolls away like any output, however many there are.
 */
export function liveView(stream: NodeJS.WriteStream, output: Output, interrupt: AbortSignal): RunView {
  return {
    async show(job, position, count) {
      const lines = new LiveLines({
        get columns() {
          return stream.columns;
        },
        get interrupted() {
          return interrupt.aborted;
        },
        now: milliseconds,
      });
      const result = await drawn(stream, `${count === 1 ? "" : `[${position}/${count}] `}`, job, lines);
      for (const notice of lines.notices) output.message(`  ${notice}`);
      tellProblem(result, output);
      return result;
    },
    close(results) {
      for (const line of closingTable(results, output.width)) output.result(line);
    },
  };
}

/** listr2 looks at standard output; run-exp draws on standard error. */
class LiveRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

/** Runs a job while its line and the lines below it are drawn. */
async function drawn(
  stream: NodeJS.WriteStream,
  prefix: string,
  job: RunJob,
  lines: LiveLines,
): Promise<JobResult> {
  const ended: { result?: JobResult; bug?: unknown } = {};
  const list = new Listr(
    {
      title: `${prefix}${job.experiment}`,
      async task(_context, task) {
        try {
          task.output = lines.text;
          ended.result = await job.run((event) => {
            if (lines.note(event)) task.output = lines.text;
          });
          task.title = `${prefix}${endLine(ended.result)}`;
        } catch (bug) {
          ended.bug = bug;
        }
        if (ended.result?.version === undefined) throw new Error(task.title); // which marks the line as failed
      },
    },
    {
      exitOnError: false,
      registerSignalListeners: false,
      renderer: LiveRenderer,
      rendererOptions: {
        formatOutput: "truncate",
        logger: new ListrLogger({
          processOutput: new ProcessOutput(stream, stream, { leaveEmptyLine: false }),
        }),
      },
    },
  );
  await list.run();
  if (ended.result === undefined) throw ended.bug;
  return ended.result;
}

import { numbersAsWords } from "../../store/formats.ts";
import type { Output } from "../output.ts";
import type { JobResult } from "./job.ts";
import { Milestones } from "./milestones.ts";
import type { RunView } from "./view.ts";

/**
 * One event a line on standard output: those of the training (see `RunEvent`; steps are left out, and progress within a
 * percent), each with its
 * `experiment`, and a `finished` with the result of each job. Numbers that JSON lacks are words.
 */
export function jsonView(output: Output): RunView {
  const write = (event: object) => output.result(JSON.stringify(event, numbersAsWords));
  const finish = (result: JobResult) => write({ type: "finished", ...result });
  return {
    async show(job) {
      const milestones = new Milestones(100);
      const result = await job.run((event) => {
        if (event.type === "step") return;
        if (
          event.type === "progress" &&
          milestones.reached(event.what, event.done, event.total) === undefined
        )
          return;
        write({ ...event, experiment: job.experiment });
      });
      finish(result);
      return result;
    },
    close(results) {
      for (const result of results) {
        if (result.status === "not run" || result.status === "invalid") finish(result);
      }
    },
  };
}

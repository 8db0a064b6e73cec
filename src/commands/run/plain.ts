import type { RunEvent } from "../../runner/events.ts";
import { showFigure } from "../../store/formats.ts";
import { sinceLine } from "../decision.ts";
import type { Output } from "../output.ts";
import { plural } from "../units.ts";
import { closingTable } from "./closing.ts";
import { Milestones } from "./milestones.ts";
import { configurationText, endText, TrialsBoard } from "./trials.ts";
import { endLine, type RunView, tellProblem } from "./view.ts";

/** Lines that a log may keep: one an epoch, and one for each quarter of a long step. */
export function plainView(output: Output): RunView {
  return {
    async show(job) {
      const lines = new PlainLines(job.experiment, output);
      const result = await job.run((event) => lines.note(event));
      output.message(endLine(result));
      tellProblem(result, output);
      return result;
    },
    close(results) {
      for (const line of closingTable(results, output.width)) output.result(line);
    },
  };
}

export class PlainLines {
  readonly #experiment: string;
  readonly #output: Output;
  readonly #milestones = new Milestones(4);
  readonly #board = new TrialsBoard(() => 0);
  #replicate = "";

  constructor(experiment: string, output: Output) {
    this.#experiment = experiment;
    this.#output = output;
  }

  note(event: RunEvent): void {
    switch (event.type) {
      case "notice":
        this.#say(event.message);
        return;
      case "progress":
        this.#progress(event.what, event.done, event.total);
        return;
      case "decided": {
        const since = sinceLine(event.decision);
        if (since !== undefined) this.#say(since);
        return;
      }
      case "started": {
        const { replicate, replicates, history } = event;
        this.#replicate = replicates === 1 ? "" : ` (replicate ${replicate} of ${replicates})`;
        this.#say(history.length === 0 ? "training" : `goes on after epoch ${history.length}`);
        return;
      }
      case "searching": {
        const { finished, trials, workers } = event;
        const many = trials === null ? "" : ` at most ${plural(trials, "trial")},`;
        this.#say(`searching:${many} ${workers} at a time${finished === 0 ? "" : `; ${finished} are done`}`);
        this.#board.note(event);
        return;
      }
      case "trialStarted": {
        const goesOn = event.from === 0 ? "" : `goes on after epoch ${event.from}: `;
        this.#say(`trial ${event.trial}: ${goesOn}${configurationText(event.configuration)}`);
        this.#board.note(event);
        return;
      }
      case "trialEnded": {
        this.#board.note(event);
        const best = this.#board.best?.trial === event.trial ? ", the best so far" : "";
        this.#say(`trial ${event.trial}: ${endText(event, this.#board.objective)}${best}`);
        return;
      }
      case "confirming":
        this.#say(`training trials ${event.trials.join(", ")} again, each over ${event.seeds} fresh seeds`);
        return;
      case "confirmed":
        this.#say(
          `trial ${event.trial} again, seed ${event.index}: ${this.#board.objective.name} ${showFigure(event.value)}`,
        );
        return;
      case "searched":
        this.#say(`training the configuration of trial ${event.trial} in full`);
        return;
      case "epoch": {
        const { record, epochs } = event;
        const logs = Object.entries(record.logs).map(([name, value]) => `${name} ${showFigure(value)}`);
        this.#say(`epoch ${record.epoch}/${epochs}  ${logs.join("  ")}`);
      }
    }
  }

  #say(text: string): void {
    this.#output.message(`${this.#experiment}${this.#replicate}: ${text}`);
  }

  #progress(what: string, done: number, total: number): void {
    const share = this.#milestones.reached(what, done, total);
    if (share !== undefined) this.#say(share === 1 ? `${what}: done` : `${what}: ${100 * share} %`);
  }
}

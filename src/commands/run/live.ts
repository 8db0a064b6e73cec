import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from "listr2";
import { milliseconds } from "../../base/clock.ts";
import type { RunEvent, SearchEvent } from "../../runner/events.ts";
import { showFigure } from "../../store/formats.ts";
import { sinceLine } from "../decision.ts";
import type { Output } from "../output.ts";
import { durationText, plural } from "../units.ts";
import { closingTable } from "./closing.ts";
import type { JobResult, RunJob } from "./job.ts";
import { Pace, type Standing } from "./pace.ts";
import { configurationText, sparkline, TrialsBoard, trialsLeftText } from "./trials.ts";
import { endLine, type RunView, tellProblem } from "./view.ts";

/** How often the lines of a training are written anew at most, in milliseconds. */
const FRAME = 100;
const BAR_WIDTH = 24;
/** Of a trial's course, the last so many epochs. */
const SPARKS = 16;
/** Columns that the list takes before a line and after it, and those between the line's parts. */
const MARGIN = 12;

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

/** What a person sees it on: how long a line is, what time it is, and whether they pressed Ctrl-C. */
export interface Onlooker {
  readonly columns: number;
  readonly interrupted: boolean;
  /** In milliseconds. */
  now(): number;
}

/** The lines below a running experiment, worked out from its events. */
export class LiveLines {
  readonly notices: string[] = [];
  readonly #onlooker: Onlooker;
  readonly #pace: Pace;
  readonly #board: TrialsBoard;
  #drawn = Number.NEGATIVE_INFINITY;
  #before = "reading data";

  constructor(onlooker: Onlooker) {
    this.#onlooker = onlooker;
    this.#pace = new Pace(() => onlooker.now());
    this.#board = new TrialsBoard(() => onlooker.now());
  }

  /** Takes an event in; whether it is time to draw the lines anew. */
  note(event: RunEvent): boolean {
    this.#pace.note(event);
    if (isOfSearch(event)) this.#board.note(event);
    if (event.type === "notice") this.notices.push(event.message);
    if (event.type === "decided") this.notices.push(...[sinceLine(event.decision) ?? []].flat());
    if (event.type === "progress") {
      const share = event.total === 0 ? "" : ` ${Math.floor((100 * event.done) / event.total)} %`;
      this.#before = `${event.what}${share}`;
    }
    const now = this.#onlooker.now();
    if (now - this.#drawn < FRAME) return false;
    this.#drawn = now;
    return true;
  }

  get text(): string {
    if (this.#board.active) return searchLines(this.#board, this.#onlooker).join("\n");
    const standing = this.#pace.standing;
    if (standing === undefined) return this.#before;
    const lines = [progressLine(standing, this.#onlooker), figuresLine(standing)];
    return lines.filter((line) => line !== "").join("\n");
  }
}

/** `epoch 3/5  62 %  ██████░░░░  at most 12 s left`, the bar as long as there is room for. */
function progressLine(standing: Standing, { columns, interrupted }: Onlooker): string {
  const { replicate, replicates, epoch, epochs, step, steps, share } = standing;
  const which = replicates === 1 ? "" : `replicate ${replicate}/${replicates}  `;
  const part = steps === 0 ? "" : ` ${Math.floor((100 * step) / steps)} %`.padStart(6);
  const head = `${which}epoch ${epoch}/${epochs}${part}`;
  const tail = interrupted ? "stopping" : leftText(standing);
  return [head, ...bar(share, columns - MARGIN - head.length - tail.length), tail].join("  ");
}

/** A line for each trial that a search runs, below how far it is and what is best. */
function searchLines(board: TrialsBoard, onlooker: Onlooker): string[] {
  const { progress, best, objective, running, secondsLeft } = board;
  const { ended, steps } = progress;
  const head = steps === undefined ? plural(ended, "trial") : `${ended}/${steps} done`;
  const tail = onlooker.interrupted ? "stopping" : trialsLeftText(secondsLeft);
  const found =
    best === undefined
      ? []
      : [
          `best ${objective.name} ${showFigure(best.value)} in trial ${best.trial}: ${configurationText(best.configuration)}`,
        ];
  return [
    [
      head,
      ...bar(steps === undefined ? 0 : ended / steps, onlooker.columns - MARGIN - head.length - tail.length),
      tail,
    ].join("  "),
    ...found,
    ...running.map(({ trial, epoch, epochs, values }) => {
      const figure =
        values.length === 0
          ? ""
          : `  ${objective.name} ${showFigure(values.at(-1)!)}  ${sparkline(values, SPARKS)}`;
      return `trial ${String(trial).padEnd(4)} epoch ${epoch}/${epochs}${figure}`;
    }),
  ].map((line) => line.trimEnd());
}

function bar(share: number, space: number): string[] {
  const room = Math.min(BAR_WIDTH, space);
  const filled = Math.round(share * room);
  return room < 4 ? [] : ["█".repeat(filled) + "░".repeat(room - filled)];
}

function isOfSearch(event: RunEvent): event is SearchEvent {
  return ["searching", "trialStarted", "trialEpoch", "trialEnded", "confirming", "searched"].includes(
    event.type,
  );
}

function leftText({ share, secondsLeft }: Standing): string {
  if (share === 1) return "measuring";
  return secondsLeft === undefined ? "" : `at most ${durationText(secondsLeft)} left`;
}

function figuresLine({ monitor, last, best }: Standing): string {
  if (last === undefined) return "";
  const record = best === undefined ? "" : `, best ${showFigure(best.value)} in epoch ${best.epoch}`;
  return `${monitor.name} ${showFigure(last)}${record}`;
}

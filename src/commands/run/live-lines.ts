import type { RunEvent, SearchEvent } from "../../runner/events.ts";
import { showFigure } from "../../store/formats.ts";
import { sinceLine } from "../decision.ts";
import { durationText, plural } from "../units.ts";
import { Pace, type Standing } from "./pace.ts";
import { configurationText, type RunningTrial, sparkline, TrialsBoard, trialsLeftText } from "./trials.ts";

/** How often the lines of a training are written anew at most, in milliseconds. */
const FRAME = 100;
const BAR_WIDTH = 24;
/** Of a trial's course, the last so many epochs. */
const SPARKS = 16;
/** Columns that the list takes before a line and after it, and those between the line's parts. */
const MARGIN = 12;

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

/** How far a search is, what is best, how the last trials ended, and a line for each that runs. */
function searchLines(board: TrialsBoard, onlooker: Onlooker): string[] {
  const { progress, best, objective, running, latest, confirming, secondsLeft } = board;
  const { ended, steps } = progress;
  const head = steps === undefined ? plural(ended, "trial") : `${ended}/${steps} done`;
  const tail = onlooker.interrupted ? "stopping" : trialsLeftText(secondsLeft);
  const share = steps === undefined ? 0 : ended / steps;
  const found = (trial: typeof best & object) =>
    `best ${objective.name} ${showFigure(trial.value)} in trial ${trial.trial}: ${configurationText(trial.configuration)}`;
  return [
    [head, ...bar(share, onlooker.columns - MARGIN - head.length - tail.length), tail].join("  ").trimEnd(),
    ...(best === undefined ? [] : [found(best)]),
    ...running.map((trial) => trialLine(trial, objective.name)),
    ...latest,
    ...(confirming === undefined
      ? []
      : [`trials ${confirming.trials.join(", ")} again, each over ${confirming.seeds} fresh seeds`]),
  ];
}

/** `trial 7    epoch 3/20  val_accuracy 0.8712  ▁▄█` */
function trialLine({ trial, epoch, epochs, values }: RunningTrial, objective: string): string {
  const head = `trial ${String(trial).padEnd(4)} epoch ${epoch}/${epochs}`;
  if (values.length === 0) return head;
  return `${head}  ${objective} ${showFigure(values.at(-1)!)}  ${sparkline(values, SPARKS)}`;
}

function bar(share: number, space: number): string[] {
  const room = Math.min(BAR_WIDTH, space);
  const filled = Math.round(share * room);
  return room < 4 ? [] : ["█".repeat(filled) + "░".repeat(room - filled)];
}

function isOfSearch(event: RunEvent): event is SearchEvent {
  return [
    "searching",
    "trialStarted",
    "trialEpoch",
    "trialEnded",
    "confirming",
    "confirmed",
    "searched",
  ].includes(event.type);
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

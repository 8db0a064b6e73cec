import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { keeping, whereMissing } from "../store/failures.ts";
import { type TrialFigures, trialName } from "../store/search-files.ts";
import { EVENT_FILE, EventFile } from "../store/tensor-board/event-file.ts";
import { scalarEvent, sessionEndEvent, sessionStartEvent } from "../store/tensor-board/events.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { RunEvent } from "./events.ts";

/** Which trainings of a run are to be seen. */
interface Watched {
  readonly final: boolean;
  readonly trials: boolean;
}

/**
 * The files that TensorBoard shows of a run, written as its events come, in folders as Keras makes them: `train` and
 * `validation` of the training that is kept, the same of each trial and of other replicates in a folder of its own.
 */
export class TensorBoardLog {
  readonly #folder: string;
  readonly #watched: Watched;
  readonly #files = new Map<string, Promise<EventFile>>();
  /** Settles when all that was told is written. */
  #last: Promise<void> = Promise.resolve();

  private constructor(folder: string, watched: Watched) {
    this.#folder = folder;
    this.#watched = watched;
  }

  /** Undefined where no callback of the experiment asks for it. */
  static of(document: Readonly<Record<string, unknown>>, folder: string): TensorBoardLog | undefined {
    const watched = watchedIn(document);
    return watched.final || watched.trials ? new TensorBoardLog(folder, watched) : undefined;
  }

  /** Takes in what happened; it is written in its turn. */
  observe(event: RunEvent): void {
    this.#last = this.#last.then(() => keeping(this.#folder, () => this.#write(event)));
    this.#last.catch(() => {}); // told by finish
  }

  /** Settles when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {}); // told by finish
  }

  /**
   * The files by their paths, those of trials complete. Throws a RunExpError `results-refused` where one could not be
   * written.
   */
  async finish(trials: readonly TrialFigures[]): Promise<Map<string, Uint8Array>> {
    await this.#last;
    return keeping(this.#folder, async () => {
      if (this.#watched.trials) for (const trial of trials) await this.#complete(trial);
      return filesBelow(this.#folder);
    });
  }

  async #write(event: RunEvent): Promise<void> {
    const { final, trials } = this.#watched;
    if (event.type === "started" && final) await this.#resume(runOf(event.replicate), event.history);
    if (event.type === "epoch" && final) await this.#epoch(runOf(event.replicate), event.record);
    if (event.type === "trialStarted" && trials) await this.#beginTrial(event);
    if (event.type === "trialEpoch" && trials) await this.#epoch(trialRun(event.trial), event.record);
  }

  /** A training goes on: of epochs that are done, those are written that the files lack. */
  async #resume(run: string, history: readonly EpochRecord[]): Promise<void> {
    for (const [part, record] of history.flatMap((own) => partsOf(own).map((part) => [part, own] as const))) {
      const file = await this.#file(`${run}${part}`, history.length);
      if (file.count < record.epoch) await file.append(record.epoch, scalars(part, record));
    }
  }

  async #epoch(run: string, record: EpochRecord): Promise<void> {
    for (const part of partsOf(record)) {
      const file = await this.#file(`${run}${part}`, record.epoch - 1);
      await file.append(record.epoch, scalars(part, record));
    }
  }

  async #beginTrial({
    trial,
    configuration,
    from,
  }: Extract<RunEvent, { type: "trialStarted" }>): Promise<void> {
    const run = trialRun(trial);
    for (const part of ["train", "validation"]) this.#files.delete(`${run}${part}`);
    // A search that is tried again may give its number to another configuration.
    const session = await this.#reopened(run, from === 0 ? -1 : 0);
    if (session.count === 0) await session.append(0, (moment) => sessionStartEvent(moment, configuration));
  }

  /** A trial is over: what its files lack is written, and how it ended. */
  async #complete({ trial, configuration, status, history }: TrialFigures): Promise<void> {
    const run = trialRun(trial);
    let last: number | undefined;
    for (const part of partsOf(history[0])) {
      let file = await this.#reopened(`${run}${part}`, history.length);
      if (file.count !== history.length) file = await this.#reopened(`${run}${part}`, -1);
      for (const record of history.slice(file.count)) await file.append(record.epoch, scalars(part, record));
      last = file.last.seconds;
    }
    const session = await this.#reopened(run, 0);
    if (session.count === 0) await session.append(0, (moment) => sessionStartEvent(moment, configuration));
    const how = status === "complete" || status === "pruned" ? "success" : "failure";
    await session.append(
      history.length,
      (moment) => sessionEndEvent(moment, how),
      last ?? session.last.seconds,
    );
  }

  /** The file of a run, opened where so many epochs of it are done. */
  #file(run: string, done: number): Promise<EventFile> {
    return this.#files.get(run) ?? this.#reopened(run, done);
  }

  #reopened(run: string, done: number): Promise<EventFile> {
    const file = EventFile.open(join(this.#folder, ...run.split("/"), EVENT_FILE), done);
    this.#files.set(run, file);
    return file;
  }
}

function watchedIn({ train, search }: Readonly<Record<string, unknown>>): Watched {
  const asks = (section: unknown) => {
    const { callbacks } = (section ?? {}) as { readonly callbacks?: unknown };
    return Array.isArray(callbacks) ? callbacks.some(isTensorBoard) : undefined;
  };
  const final = asks(train) ?? false;
  const trial = (search as { readonly trial?: unknown } | undefined)?.trial;
  return { final, trials: search !== undefined && (asks(trial) ?? final) };
}

function isTensorBoard(value: unknown): boolean {
  return value !== null && typeof value === "object" && "tensorBoard" in value;
}

/** Where the parts of a training stand. */
function runOf(replicate: number): string {
  return replicate === 1 ? "" : `replicates/${trialName(replicate)}/`;
}

function trialRun(trial: number): string {
  return `trials/${trialName(trial)}/`;
}

/** The parts that an epoch was measured on. */
function partsOf(record: EpochRecord | undefined): ("train" | "validation")[] {
  const names = Object.keys(record?.logs ?? {});
  if (names.length === 0) return [];
  return names.some((name) => name.startsWith("val_")) ? ["train", "validation"] : ["train"];
}

/** Values under the tags of Keras, which are the same for both parts, so that they are drawn in one chart. */
function scalars(part: "train" | "validation", { logs, epoch, learningRate }: EpochRecord) {
  const own = Object.entries(logs).filter(([name]) => name.startsWith("val_") === (part === "validation"));
  const values = Object.fromEntries(
    own.map(([name, value]) => [`epoch_${name.replace(/^val_/, "")}`, value]),
  );
  const rate = part === "train" ? { epoch_learning_rate: learningRate } : {};
  return (moment: { readonly seconds: number }) =>
    scalarEvent({ seconds: moment.seconds, epoch }, { ...values, ...rate });
}

async function filesBelow(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(whereMissing([]));
  const files = new Map<string, Uint8Array>();
  for (const entry of entries.filter((own) => own.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll("\\", "/"), await readFile(path));
  }
  return files;
}

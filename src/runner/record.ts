import type { Step } from "../tuner/tuner.ts";
import type { TaskOutcome } from "./executors/executor.ts";
import type { Trained } from "./training.ts";

/**
 * What the journal of a run holds. A training's arrays are in its checkpoint, which is replaced every epoch; what
 * must outlive that is here: replicates that are finished and never trained again, and the time that every process
 * spent, so that a run that was cut off five times still knows what it cost.
 */
export type RunRecord =
  /** A process began to work on the run. */
  | { readonly type: "session"; readonly at: string }
  | {
      readonly type: "epoch";
      /** Counts from 1. */
      readonly replicate: number;
      readonly epoch: number;
      /** What the epoch took, its validation included. */
      readonly seconds: number;
      /** Seconds since the session began. */
      readonly elapsed: number;
    }
  | ({ readonly type: "finished"; readonly replicate: number; readonly elapsed: number } & Trained)
  | ProposedRecord
  | EndedRecord
  /** The search ended because too many steps failed: the first of them, and all after it, count no more. */
  | { readonly type: "voided"; readonly from: number; readonly elapsed: number }
  | ConfirmedRecord;

/** A step of a search was proposed. Steps count from 0, trials from 1. */
export interface ProposedRecord extends Omit<Step, "result"> {
  readonly type: "proposed";
  readonly step: number;
  /** So many results could be seen. */
  readonly known: number;
  readonly elapsed: number;
}

/** A step of a search has ended. */
export interface EndedRecord {
  readonly type: "ended";
  readonly step: number;
  readonly trial: number;
  readonly outcome: TaskOutcome;
  readonly seconds: number;
  readonly elapsed: number;
}

/** A trial was trained again over a fresh seed, the `index`th, from 0. */
export interface ConfirmedRecord {
  readonly type: "confirmed";
  readonly trial: number;
  readonly index: number;
  readonly outcome: TaskOutcome;
  readonly elapsed: number;
}

/** The steps of a search that count, by their index: each as it was proposed, and how it ended where it has. */
export function stepsOf(
  records: readonly RunRecord[],
): readonly { readonly proposed: ProposedRecord; readonly ended?: EndedRecord }[] {
  const steps: { proposed: ProposedRecord; ended?: EndedRecord }[] = [];
  for (const record of records) {
    if (record.type === "proposed") steps[record.step] = { proposed: record };
    if (record.type === "ended" && steps[record.step] !== undefined) {
      steps[record.step] = { ...steps[record.step]!, ended: record };
    }
    if (record.type === "voided") {
      const first = steps[record.from]!;
      steps.splice(record.from, steps.length, { proposed: first.proposed });
    }
  }
  return steps;
}

/** The file of a workspace that holds its journal. */
export const JOURNAL = "journal.jsonl";

/** What a replicate came to; undefined where it is not finished. */
export function trainedReplicate(records: readonly RunRecord[], replicate: number): Trained | undefined {
  return records.findLast((record) => record.type === "finished" && record.replicate === replicate) as
    | Trained
    | undefined;
}

/**
 * What a run took over all sessions, in seconds: in epochs, and as a whole. `elapsed` is that of the present session,
 * the last one; of an earlier one counts what it had noted when it ended.
 */
export function secondsOf(
  records: readonly RunRecord[],
  elapsed: number,
): { readonly training: number; readonly whole: number } {
  let training = 0;
  let earlier = 0;
  let session = 0;
  for (const record of records) {
    if (record.type === "session") {
      earlier += session;
      session = 0;
    } else {
      session = record.elapsed;
      if (record.type === "epoch") training += record.seconds;
    }
  }
  return { training: toTenths(training), whole: toTenths(earlier + elapsed) };
}

function toTenths(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}

/** When the first session of a run began, and how many there were. */
export function sessionsOf(records: readonly RunRecord[]): {
  readonly began: string;
  readonly count: number;
} {
  const sessions = records.filter((record) => record.type === "session");
  return { began: sessions[0]!.at, count: sessions.length };
}

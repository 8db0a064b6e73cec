import type { Configuration } from "../space/space.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { Decision } from "./decide.ts";

/** What happens while an experiment is run, for whoever shows it. */
export type RunEvent =
  /** Something worth knowing once: where data come from, a checkpoint that is damaged. */
  | { readonly type: "notice"; readonly message: string }
  /** How far a long step before the training is; `total` is 0 where it is not known. */
  | { readonly type: "progress"; readonly what: string; readonly done: number; readonly total: number }
  /** It is settled what is done, and why. Not told where that is nothing. */
  | { readonly type: "decided"; readonly decision: Decision }
  | Started
  | SearchEvent
  /** A step is done; `step` counts from 1 within the epoch. */
  | { readonly type: "step"; readonly epoch: number; readonly step: number; readonly steps: number }
  /** An epoch is done and saved. */
  | {
      readonly type: "epoch";
      readonly replicate: number;
      readonly epochs: number;
      readonly record: EpochRecord;
    };

/** What happens while trials are run. Trials count from 1. */
export type SearchEvent =
  /** A search begins, or goes on: `finished` trials are in the journal. */
  | {
      readonly type: "searching";
      /** At most so many trials; null where only the space ends the search. */
      readonly trials: number | null;
      /** At most so many stretches of training: a trial has one in each rung that it reaches. */
      readonly steps: number | null;
      readonly finished: number;
      readonly workers: number;
      readonly objective: Monitor;
    }
  | {
      readonly type: "trialStarted";
      readonly trial: number;
      readonly configuration: Configuration;
      /** Epochs that are done already, and those at which this stretch of it ends at most. */
      readonly from: number;
      readonly epochs: number;
    }
  | {
      readonly type: "trialEpoch";
      readonly trial: number;
      readonly record: EpochRecord;
      readonly value: number;
    }
  | {
      readonly type: "trialEnded";
      readonly trial: number;
      readonly configuration: Configuration;
      readonly status: "complete" | "pruned" | "diverged" | "failed";
      readonly epochs: number;
      /** The best objective so far, NaN where the trial diverged; absent where it failed. */
      readonly value?: number;
      /** Why it failed, or was given up. */
      readonly reason?: string;
    }
  /** One of the best trials was trained again over a fresh seed, the `index`th, from 1. */
  | { readonly type: "confirmed"; readonly trial: number; readonly index: number; readonly value: number }
  /** The best trials are trained again over fresh seeds. */
  | { readonly type: "confirming"; readonly trials: readonly number[]; readonly seeds: number }
  /** The trials are done, and this one's configuration is trained in full. */
  | {
      readonly type: "searched";
      readonly trial: number;
      readonly value: number;
      readonly configuration: Configuration;
    };

/** A training begins, or goes on. */
export interface Started {
  readonly type: "started";
  readonly experiment: string;
  /** Counts from 1. */
  readonly replicate: number;
  readonly replicates: number;
  /** At most so many. */
  readonly epochs: number;
  /** The epochs that an earlier run has done and saved. */
  readonly history: readonly EpochRecord[];
  /** The logged value that says most about how it goes. */
  readonly monitor: Monitor;
}

/** A logged value, and which way is better. */
export interface Monitor {
  readonly name: string;
  readonly better: "higher" | "lower";
}

/** What became of an experiment. */
export interface RunOutcome {
  readonly experiment: string;
  /** `v001`. */
  readonly version: string;
  readonly status: "up to date" | "done" | "resumed";
  readonly folder: string;
}

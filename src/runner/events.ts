import type { EpochRecord } from "../train/callback.ts";

/** What happens while an experiment is run, for whoever shows it. */
export type RunEvent =
  | { readonly type: "notice"; readonly message: string }
  | { readonly type: "progress"; readonly what: string; readonly done: number; readonly total: number }
  | { readonly type: "started"; readonly experiment: string; readonly resumedAt: number }
  | { readonly type: "step"; readonly epoch: number; readonly step: number; readonly steps: number }
  | {
      readonly type: "epoch";
      readonly replicate: number;
      readonly epochs: number;
      readonly record: EpochRecord;
    };

/** What became of an experiment. */
export interface RunOutcome {
  readonly experiment: string;
  readonly version: number;
  readonly status: "up to date" | "done" | "resumed";
  readonly folder: string;
}

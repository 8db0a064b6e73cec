import type { Component } from "../component/component.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { Configuration, Space } from "../space/space.ts";

/** What a step of a trial came to. */
export type Result =
  /**
   * The best objective so far, as logged; not finite where the training diverged. A pruned trial was given up before
   * its last epoch.
   */
  | { readonly status: "complete" | "pruned"; readonly value: number }
  /** It came to nothing: it crashed, or broke a limit. */
  | { readonly status: "failed"; readonly reason: string };

/** Where in a schedule of rungs a step stands; brackets and rungs count from 0. */
export interface Place {
  readonly bracket: number;
  readonly rung: number;
}

/** What a tuner proposes: a new trial, or to go on with one. */
export interface Proposal {
  /** The trial that goes on; absent for a new one. */
  readonly trial?: number;
  readonly configuration: Configuration;
  /** Train until so many epochs are done in all; absent: as many as the experiment says. */
  readonly epochs?: number;
  readonly place?: Place;
}

/** A proposal that was taken up. */
export interface Step extends Proposal {
  /** Counts from 1, in the order of first proposals. */
  readonly trial: number;
  /** Absent while it is running, or while its result may not be seen. */
  readonly result?: Result;
}

/** What a tuner knows. Its proposals are a pure function of this. */
export interface Knowledge {
  readonly space: Space;
  readonly seed: number;
  readonly goal: "max" | "min";
  /** How many steps may run side by side. */
  readonly parallel: number;
  /** Every step so far, in the order in which they were proposed. */
  readonly steps: readonly Step[];
  /** Trials of an earlier search, each trained in full. */
  readonly earlier: readonly { readonly configuration: Configuration; readonly value: number }[];
}

/** `wait`: nothing can be proposed before another result is seen. `done`: nothing will be proposed any more. */
export type Answer = Proposal | "wait" | "done";

/** A rung of a schedule, for people. */
export interface Rung extends Place {
  /** Trials that enter it. */
  readonly trials: number;
  /** Epochs that a trial has done when it leaves it. */
  readonly epochs: number;
}

/** What a search will do, before it begins. */
export interface Outline {
  /** At most so many trials begin; Infinity where only the space ends the search. */
  readonly trials: number;
  /** The schedule, where there is one. */
  readonly rungs?: readonly Rung[];
  /** What a person should know before they spend the time, one sentence each: a budget too small for the method. */
  readonly warnings: readonly string[];
}

/** A way to search a space. */
export interface Tuner<Name extends string = string, Properties extends OptionSchemas = OptionSchemas>
  extends Component<Name, Properties> {
  /**
   * When a result may be seen. `inOrder`: the results of all but the last `parallel` steps. `byCost`: as if each step
   * took as long as its epochs times its model's parameters, and `parallel` of them ran side by side.
   */
  readonly results: "inOrder" | "byCost";
  /**
   * Throws an OptionProblem where the tuner cannot work with these options or in this space. Its path starts at what
   * holds both: `["tuner", "grid", …]` or `["space", "rate", …]`.
   */
  check?(options: OptionsOf<Properties>, space: Space): void;
  /** Of options and a space that passed `check`. */
  outline(options: OptionsOf<Properties>, space: Space, parallel: number): Outline;
  propose(knowledge: Knowledge, options: OptionsOf<Properties>): Answer;
}

export function tuner<const Name extends string, Properties extends OptionSchemas>(
  definition: Tuner<Name, Properties>,
): Tuner<Name, Properties> {
  return Object.freeze(definition);
}

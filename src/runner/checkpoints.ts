import { RunExpError } from "../base/errors.ts";
import type { Workspace } from "../store/workspace.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../train/checkpoint.ts";
import type { Checkpoint } from "../train/loop.ts";

/**
 * Where one replicate's training is saved after each epoch: two files, written in turn, so that damage to the
 * newest costs one epoch and not the training.
 */
export class Checkpoints {
  readonly #workspace: Pick<Workspace, "saved" | "save" | "remove">;
  readonly #replicate: number;

  /** `replicate` counts from 1. */
  constructor(workspace: Pick<Workspace, "saved" | "save" | "remove">, replicate: number) {
    this.#workspace = workspace;
    this.#replicate = replicate;
  }

  /** See `newestCheckpoint`. */
  async newest(notify: (message: string) => void): Promise<Checkpoint | undefined> {
    return newestCheckpoint((name) => this.#workspace.saved(name), this.#replicate, notify);
  }

  /** Saves a checkpoint in place of the one before the last. */
  async save(checkpoint: Checkpoint): Promise<void> {
    await this.#workspace.save(
      nameOf(this.#replicate, epochOf(checkpoint) % 2),
      encodeCheckpoint(checkpoint),
    );
  }

  /** Forgets all that was saved. */
  async remove(): Promise<void> {
    for (const parity of [0, 1]) await this.#workspace.remove(nameOf(this.#replicate, parity));
  }
}

/**
 * The newest checkpoint of a replicate that is whole, among what `saved` reads; undefined where there is none. One
 * that is not is told to `notify` and passed over: what it held is computed again, to the same bytes.
 */
export async function newestCheckpoint(
  saved: (name: string) => Promise<Uint8Array | undefined>,
  replicate: number,
  notify: (message: string) => void,
): Promise<Checkpoint | undefined> {
  const whole: Checkpoint[] = [];
  const faults: string[] = [];
  for (const parity of [0, 1]) {
    const bytes = await saved(nameOf(replicate, parity));
    if (bytes === undefined) continue;
    try {
      whole.push(decodeCheckpoint(bytes));
    } catch (error) {
      if (!(error instanceof RunExpError)) throw error;
      faults.push(error.message);
    }
  }
  const newest = whole.sort((a, b) => epochOf(b) - epochOf(a))[0];
  const from = newest === undefined ? "from its start" : `after epoch ${epochOf(newest)}`;
  for (const fault of faults) notify(`${fault}; the training goes on ${from}`);
  return newest;
}

function nameOf(replicate: number, parity: number): string {
  return `checkpoint-${replicate}-${parity === 0 ? "even" : "odd"}.bin`;
}

function epochOf({ progress }: Checkpoint): number {
  return progress.history.length;
}

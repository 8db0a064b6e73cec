import { RunExpError } from "../base/errors.ts";
import type { Workspace } from "../store/workspace.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../train/checkpoint.ts";
import type { Checkpoint } from "../train/loop.ts";

/** The name that a replicate's checkpoints go by. */
export function replicateName(replicate: number): string {
  return `checkpoint-${replicate}`;
}

/**
 * Where one training is saved after its epochs: two files, written in turn, so that damage to the newest costs no more
 * than what came after the other.
 */
export class Checkpoints {
  readonly #workspace: Pick<Workspace, "saved" | "save" | "remove">;
  readonly #name: string;

  constructor(workspace: Pick<Workspace, "saved" | "save" | "remove">, name: string) {
    this.#workspace = workspace;
    this.#name = name;
  }

  /** See `newestCheckpoint`. */
  async newest(notify: (message: string) => void): Promise<Checkpoint | undefined> {
    return newestCheckpoint((file) => this.#workspace.saved(file), this.#name, notify);
  }

  /** Saves a checkpoint in place of the one before the last. */
  async save(checkpoint: Checkpoint): Promise<void> {
    await this.#workspace.save(fileOf(this.#name, epochOf(checkpoint) % 2), encodeCheckpoint(checkpoint));
  }

  /** Forgets all that was saved. */
  async remove(): Promise<void> {
    for (const parity of [0, 1]) await this.#workspace.remove(fileOf(this.#name, parity));
  }
}

/**
 * The newest checkpoint of this name that is whole, among what `saved` reads; undefined where there is none. One
 * that is not is told to `notify` and passed over: what it held is computed again, to the same bytes.
 */
export async function newestCheckpoint(
  saved: (file: string) => Promise<Uint8Array | undefined>,
  name: string,
  notify: (message: string) => void,
): Promise<Checkpoint | undefined> {
  const whole: Checkpoint[] = [];
  const faults: string[] = [];
  for (const parity of [0, 1]) {
    const bytes = await saved(fileOf(name, parity));
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

function fileOf(name: string, parity: number): string {
  return `${name}-${parity === 0 ? "even" : "odd"}.bin`;
}

function epochOf({ progress }: Checkpoint): number {
  return progress.history.length;
}

import { RunExpError } from "../base/errors.ts";
import type { Workspace } from "../store/workspace.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../train/checkpoint.ts";
import type { Checkpoint } from "../train/loop.ts";

/** The two files are written in turn. */
const TURNS = [0, 1] as const;

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
  /** Which of the two files is written next. */
  #turn: 0 | 1 = 0;

  constructor(workspace: Pick<Workspace, "saved" | "save" | "remove">, name: string) {
    this.#workspace = workspace;
    this.#name = name;
  }

  /** See `newestCheckpoint`. */
  async newest(notify: (message: string) => void): Promise<Checkpoint | undefined> {
    const found = await newestCheckpoint((file) => this.#workspace.saved(file), this.#name, notify);
    this.#turn = found?.turn === 0 ? 1 : 0;
    return found?.checkpoint;
  }

  /** Saves a checkpoint in place of the one before the last. */
  async save(checkpoint: Checkpoint): Promise<void> {
    await this.#workspace.save(fileOf(this.#name, this.#turn), encodeCheckpoint(checkpoint));
    this.#turn = this.#turn === 0 ? 1 : 0;
  }

  /** Forgets all that was saved. */
  async remove(): Promise<void> {
    for (const turn of TURNS) await this.#workspace.remove(fileOf(this.#name, turn));
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
): Promise<{ readonly checkpoint: Checkpoint; readonly turn: 0 | 1 } | undefined> {
  const whole: { checkpoint: Checkpoint; turn: 0 | 1 }[] = [];
  const faults: string[] = [];
  for (const turn of TURNS) {
    const bytes = await saved(fileOf(name, turn));
    if (bytes === undefined) continue;
    try {
      whole.push({ checkpoint: decodeCheckpoint(bytes), turn });
    } catch (error) {
      if (!(error instanceof RunExpError)) throw error;
      faults.push(error.message);
    }
  }
  const newest = whole.sort((a, b) => epochOf(b.checkpoint) - epochOf(a.checkpoint))[0];
  const from = newest === undefined ? "from its start" : `after epoch ${epochOf(newest.checkpoint)}`;
  for (const fault of faults) notify(`${fault}; the training goes on ${from}`);
  return newest;
}

function fileOf(name: string, turn: 0 | 1): string {
  return `${name}-${turn}.bin`;
}

function epochOf({ progress }: Checkpoint): number {
  return progress.history.length;
}

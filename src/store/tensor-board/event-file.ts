import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { secondsSinceEpoch } from "../../base/clock.ts";
import { whereMissing } from "../failures.ts";
import { type Moment, momentOf, versionEvent } from "./events.ts";
import { record, recordsIn } from "./records.ts";

/** TensorBoard finds event files by the word in their names. It is always the same: each file has a folder of its own. */
export const EVENT_FILE = "events.out.tfevents.run-exp";

/** A file that TensorBoard reads while it grows. Its first event says what it is. */
export class EventFile {
  readonly #path: string;
  readonly #moments: Moment[];

  private constructor(path: string, moments: Moment[]) {
    this.#path = path;
    this.#moments = moments;
  }

  /**
   * Opens the file of a training of which so many epochs are done, and makes it if need be. What a crash left torn is
   * cut off, and so is what comes after these epochs, which is to be written again; below 0 that is everything.
   */
  static async open(path: string, done: number): Promise<EventFile> {
    const bytes = await readFile(path).catch(whereMissing(undefined));
    const records = bytes === undefined ? [] : recordsIn(bytes);
    const after = records.findIndex(({ data }) => momentOf(data).epoch > done);
    const kept = after < 0 ? records : records.slice(0, after);
    const end = kept.at(-1)?.end ?? 0;
    if (bytes !== undefined && end < bytes.length) await truncate(path, end);
    const moments = kept.map(({ data }) => momentOf(data));
    const file = new EventFile(path, moments);
    if (moments.length > 0) return file;
    await mkdir(dirname(path), { recursive: true });
    await file.append(0, versionEvent);
    return file;
  }

  /** How many events it holds beside the first. */
  get count(): number {
    return this.#moments.length - 1;
  }

  /** When its last event was. */
  get last(): Moment {
    return this.#moments.at(-1)!;
  }

  /** Adds an event of an epoch, now or at another time. */
  async append(
    epoch: number,
    event: (moment: Moment) => Uint8Array,
    seconds = secondsSinceEpoch(),
  ): Promise<void> {
    const moment = { seconds, epoch };
    await appendFile(this.#path, record(event(moment)));
    this.#moments.push(moment);
  }
}

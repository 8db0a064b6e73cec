import { open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { exactJson, parseExactJson } from "../base/exact-json.ts";
import { syncFolder } from "../base/files.ts";
import { keeping, whereMissing } from "./failures.ts";

const NEWLINE = 10;

/**
 * What happened while a version was made, in order: an append-only file, one event a line, each flushed to disk
 * before it counts. Numbers are exact.
 */
export class Journal<Event extends object> {
  readonly #path: string;
  readonly #events: Event[];
  /** How many whole lines were cut off when it was opened, because the one before them could not be read. */
  readonly lost: number;
  /** Settles when all that was told is on the disk. */
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, events: Event[], lost: number) {
    this.#path = path;
    this.#events = events;
    this.lost = lost;
  }

  /**
   * Opens the journal of one writer, and makes it if need be. A line that a crash left torn is cut off, and all
   * that follows it, which could only be there if the disk had lost something.
   */
  static async open<Event extends object>(path: string): Promise<Journal<Event>> {
    return keeping(path, async () => {
      const bytes = await readFile(path).catch(whereMissing(undefined));
      if (bytes === undefined) {
        await (await open(path, "a")).close();
        await syncFolder(dirname(path));
        return new Journal<Event>(path, [], 0);
      }
      const { events, whole } = wholeLines(bytes);
      if (whole < bytes.length) await truncate(path, whole);
      const lost = bytes.subarray(whole).filter((byte) => byte === NEWLINE).length;
      return new Journal(path, events as Event[], lost);
    });
  }

  get events(): readonly Event[] {
    return this.#events;
  }

  /** Settles when the event is on the disk. Events come one after another, in the order in which they are told. */
  append(event: Event): Promise<void> {
    this.#last = this.#last.then(() => this.#write(event));
    return this.#last;
  }

  /** Settles when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {}); // told to whoever appended it
  }

  async #write(event: Event): Promise<void> {
    await keeping(this.#path, async () => {
      const file = await open(this.#path, "a");
      try {
        await file.writeFile(`${exactJson(event)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    });
    this.#events.push(event);
  }
}

/** The events of a journal that nobody may be writing; none where there is no journal. */
export async function readEvents<Event extends object>(path: string): Promise<readonly Event[]> {
  return keeping(path, async () => {
    const bytes = await readFile(path).catch(whereMissing(undefined));
    return bytes === undefined ? [] : (wholeLines(bytes).events as Event[]);
  });
}

/** The events up to the first line that is none, and how many bytes they take. */
function wholeLines(bytes: Buffer): { readonly events: object[]; readonly whole: number } {
  const events: object[] = [];
  let whole = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, whole)) {
    const event = eventOf(bytes.toString("utf8", whole, end));
    if (event === undefined) break;
    events.push(event);
    whole = end + 1;
  }
  return { events, whole };
}

function eventOf(line: string): object | undefined {
  try {
    const value = parseExactJson(line);
    return value !== null && typeof value === "object" ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

import { type Origin, placeOf } from "./located.ts";
import type { Place } from "./place.ts";

/** One mistake in an experiment file. */
export interface Issue {
  /** Kebab-case and stable: `unknown-key`, `shape-mismatch`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
}

export function issueAt(code: string, at: Origin, message: string, hint = ""): Issue {
  return { code, message, hint, place: placeOf(at) };
}

/** The mistakes of a file as it is read under some of its circumstances, which `under` names. */
export interface Reading {
  readonly under: string;
  readonly issues: Issues;
}

/** All the mistakes of one reading, each told once. */
export class Issues {
  readonly #found = new Map<string, Issue>();

  /** Records a mistake; the same code at the same place with the same words is kept once. */
  add(code: string, at: Origin, message: string, hint = ""): void {
    this.#keep(issueAt(code, at, message, hint));
  }

  /**
   * Records the mistakes of several readings, but for those of a kind that an earlier one has at the same place. One
   * that not all readings have says under what it is one.
   */
  addReadings(readings: readonly Reading[]): void {
    const kinds = readings.map(({ issues }) => new Set([...issues.#found.values()].map(kindAndPlace)));
    for (const [index, { under, issues }] of readings.entries()) {
      for (const issue of issues.#found.values()) {
        const kind = kindAndPlace(issue);
        if (kinds.findIndex((known) => known.has(kind)) < index) continue;
        const always = kinds.every((known) => known.has(kind));
        const hint = [issue.hint, ...(always ? [] : [`this is so under ${under}`])];
        this.#keep({ ...issue, hint: hint.filter((part) => part !== "").join("; ") });
      }
    }
  }

  /** Records all mistakes of another reading. */
  addAll(others: Issues): void {
    for (const issue of others.#found.values()) this.#keep(issue);
  }

  #keep(issue: Issue): void {
    const key = `${kindAndPlace(issue)}:${issue.message}`;
    if (!this.#found.has(key)) this.#found.set(key, issue);
  }

  get count(): number {
    return this.#found.size;
  }

  /** In the order of the text: by file as first met, then line and column. */
  list(): Issue[] {
    const files = [...new Set([...this.#found.values()].map((issue) => issue.place.file))];
    return [...this.#found.values()].sort(
      (a, b) =>
        files.indexOf(a.place.file) - files.indexOf(b.place.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column,
    );
  }
}

function kindAndPlace({ code, place }: Issue): string {
  return `${place.file}:${place.line}:${place.column}:${code}`;
}

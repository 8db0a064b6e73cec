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

/** All the mistakes of one reading, each told once. */
export class Issues {
  readonly #found = new Map<string, Issue>();

  /** Records a mistake; the same code at the same place with the same words is kept once. */
  add(code: string, at: Origin, message: string, hint = ""): void {
    this.#keep(issueAt(code, at, message, hint));
  }

  /** Records the mistakes of another reading, but for those of a kind that is known of at their place already. */
  addNew(others: Issues): void {
    const known = new Set([...this.#found.values()].map(kindAndPlace));
    for (const issue of others.#found.values()) if (!known.has(kindAndPlace(issue))) this.#keep(issue);
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

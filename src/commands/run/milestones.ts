/** Picks from the progress of long steps what is worth telling: each of so many parts of a step once. */
export class Milestones {
  readonly #parts: number;
  /** The part that was told last, by what is being done. */
  readonly #told = new Map<string, number>();

  constructor(parts: number) {
    this.#parts = parts;
  }

  /** The share that has been reached, 0 … 1, the first time that it is; undefined at any other time. */
  reached(what: string, done: number, total: number): number | undefined {
    const part = total === 0 ? 0 : Math.floor((this.#parts * done) / total);
    const told = this.#told.get(what);
    if (told !== undefined && part <= told) return undefined;
    this.#told.set(what, part);
    return part / this.#parts;
  }
}

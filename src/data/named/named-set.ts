import type { Shape } from "../../base/shape.ts";
import type { ImageSet } from "./image-set.ts";

/** Tells how far a long step is; `total` is 0 where it is not known. */
export type Progress = (what: string, done: number, total: number) => void;

/** What making a set needs of its surroundings. */
export interface MakeContext {
  /** A folder for what is downloaded on the way; it goes away afterwards. */
  readonly folder: string;
  /** Ends a download. */
  readonly signal?: AbortSignal;
  notify(message: string): void;
  readonly progress: Progress;
}

/** A data set known by name: fetched once, converted, kept. */
export interface NamedSet {
  /** The source's name in a file, and the cached file's. */
  readonly name: string;
  readonly summary: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  /** Images for training and for testing; about so many where a stand-in source is used. */
  readonly counts: readonly [train: number, test: number];
  /** Fetches and converts. Throws a RunExpError where no source can be reached. */
  make(context: MakeContext): Promise<ImageSet>;
}

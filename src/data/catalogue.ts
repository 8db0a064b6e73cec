import type { Shape } from "../base/shape.ts";
import { cachedSize } from "./cache.ts";
import { namedSets } from "./sources/named.ts";

/** A data set known by name, as `run-exp datasets` lists it. */
export interface CatalogueEntry {
  readonly name: string;
  readonly summary: string;
  readonly shape: Shape;
  readonly train: number;
  readonly test: number;
  readonly classes: number;
  /** Bytes on disk where the set is in the cache. */
  readonly cached?: number;
}

/** Every data set known by name, and whether it is in the cache. */
export async function catalogue(cache: string): Promise<CatalogueEntry[]> {
  return Promise.all(
    namedSets.map(async (set) => {
      const cached = await cachedSize(cache, set);
      return {
        name: set.name,
        summary: set.summary,
        shape: set.shape,
        train: set.counts[0],
        test: set.counts[1],
        classes: set.classes.length,
        ...(cached === undefined ? {} : { cached }),
      };
    }),
  );
}

import type { KernelName } from "./kernels.ts";
import { KERNELS } from "./kernels.ts";
import type { Arguments, Op } from "./op.ts";

/** A stretch of memory. Fixed ones have an address from the start, the others get one when a program is planned. */
export class Region {
  readonly bytes: number;
  #address: number | undefined;

  constructor(bytes: number, address?: number) {
    this.bytes = bytes;
    this.#address = address;
  }

  get fixed(): boolean {
    return this.#address !== undefined;
  }

  get address(): number {
    if (this.#address === undefined) throw new Error("this region has no place yet");
    return this.#address;
  }

  place(address: number): void {
    if (this.#address !== undefined) throw new Error("this region has a place already");
    this.#address = address;
  }
}

/** An argument of a kernel: a number, or the address of a region. */
export type Value = number | Region;

interface Recorded {
  readonly kernel: KernelName;
  readonly values: readonly Value[];
}

/** From the first to the last step in which a region is used. */
interface Lifetime {
  readonly region: Region;
  readonly first: number;
  last: number;
}

/** Records the steps of a program, and places the regions that they share in one arena. */
export class Recorder {
  readonly #steps: Recorded[] = [];
  readonly #lifetimes = new Map<Region, Lifetime>();

  /** How many steps have been recorded. */
  get length(): number {
    return this.#steps.length;
  }

  emit<Name extends KernelName>(kernel: Name, values: Arguments<Name, Value>): void {
    const named = values as Readonly<Record<string, Value>>;
    const ordered = KERNELS[kernel].map((name) => named[name]!);
    for (const value of ordered) if (value instanceof Region) this.touch(value);
    this.#steps.push({ kernel, values: ordered });
  }

  /** Says that a region is used here, from outside the program. */
  touch(region: Region): void {
    if (region.fixed) return;
    const lifetime = this.#lifetimes.get(region);
    const now = this.#steps.length;
    if (lifetime === undefined) this.#lifetimes.set(region, { region, first: now, last: now });
    else lifetime.last = now;
  }

  /**
   * Offsets for all regions that have no place, and the bytes they need together. Regions whose lifetimes overlap do
   * not share memory; the largest are placed first, each in the lowest gap that takes it (greedy by size: Pisarchyk,
   * Lee, "Efficient memory management for deep neural net inference", MLSys 2020).
   */
  plan(): { readonly bytes: number; place(base: number): void } {
    const placed: { readonly lifetime: Lifetime; readonly start: number; readonly end: number }[] = [];
    const bySize = [...this.#lifetimes.values()].sort((a, b) => b.region.bytes - a.region.bytes);
    for (const lifetime of bySize) {
      const neighbours = placed
        .filter((other) => other.lifetime.first <= lifetime.last && lifetime.first <= other.lifetime.last)
        .sort((a, b) => a.start - b.start);
      const size = Math.ceil(lifetime.region.bytes / LINE) * LINE;
      let start = 0;
      for (const other of neighbours) {
        if (start + size <= other.start) break;
        start = Math.max(start, other.end);
      }
      placed.push({ lifetime, start, end: start + size });
    }
    return {
      bytes: placed.reduce((most, { end }) => Math.max(most, end), 0) + MARGIN,
      place: (base) => {
        for (const { lifetime, start } of placed) lifetime.region.place(base + start);
      },
    };
  }

  /** The steps from `from` to `to`, once every region has its place. */
  ops(from = 0, to = this.#steps.length): Op[] {
    return this.#steps.slice(from, to).map(({ kernel, values }) => ({
      kernel,
      numbers: values.map((value) => (value instanceof Region ? value.address : value)),
    }));
  }
}

const LINE = 64;

/** Kernels may read, and throw away, a few floats behind a region. */
const MARGIN = 64;

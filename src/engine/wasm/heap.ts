import { RunExpError } from "../../base/errors.ts";

const PAGE = 65_536;
/** All that a 32-bit WebAssembly memory can address. */
const MOST_PAGES = 65_536;
/**
 * Every block starts at a multiple of this many bytes: a cache line. As many follow the last block, because kernels may
 * read, and throw away, a few floats behind a row.
 */
const LINE = 64;

interface Hole {
  readonly start: number;
  readonly end: number;
}

/** One shared WebAssembly memory, given out in blocks. It grows as blocks are asked for and uses freed ones again. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Free stretches by address, none touching the next. */
  #holes: Hole[] = [];
  readonly #sizes = new Map<number, number>();
  #end: number;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    this.#end = LINE; // address 0 means that there is nothing
  }

  /**
   * The address of `bytes` bytes that hold anything. Throws a RunExpError `out-of-memory` where 4 GiB or the
   * machine's memory are spent.
   */
  allocate(bytes: number): number {
    const size = Math.max(LINE, Math.ceil(bytes / LINE) * LINE);
    const hole = this.#holes.findIndex(({ start, end }) => end - start >= size);
    const address = hole === -1 ? this.#extend(size) : this.#cut(hole, size);
    this.#sizes.set(address, size);
    return address;
  }

  /** Bytes of all blocks that are given out. */
  get inUse(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Gives a block back. */
  free(address: number): void {
    const size = this.#sizes.get(address);
    if (size === undefined) throw new Error(`no block starts at ${address}`);
    this.#sizes.delete(address);
    const holes = [...this.#holes, { start: address, end: address + size }].sort((a, b) => a.start - b.start);
    this.#holes = holes.reduce<Hole[]>((merged, hole) => {
      const last = merged.at(-1);
      if (last?.end === hole.start) merged[merged.length - 1] = { start: last.start, end: hole.end };
      else merged.push(hole);
      return merged;
    }, []);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  #cut(index: number, size: number): number {
    const { start, end } = this.#holes[index]!;
    this.#holes = this.#holes.toSpliced(
      index,
      1,
      ...(end - start > size ? [{ start: start + size, end }] : []),
    );
    return start;
  }

  #extend(size: number): number {
    const last = this.#holes.at(-1);
    const start = last?.end === this.#end ? last.start : this.#end;
    const missing = Math.ceil((start + size + LINE - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing, size);
    if (start !== this.#end) this.#holes = this.#holes.slice(0, -1);
    this.#end = start + size;
    return start;
  }

  #grow(pages: number, size: number): void {
    try {
      this.memory.grow(pages);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RunExpError(
        "out-of-memory",
        `the model needs ${(size / 2 ** 20).toFixed(1)} MiB more than the 4 GiB that WebAssembly can address, or than this machine has`,
        "use a smaller batchSize, or a model with smaller layers",
        { cause: error },
      );
    }
  }
}

import type { Heap } from "./heap.ts";
import { Region } from "./recorder.ts";

/** Numbers of four bytes each. */
export type Numbers = Uint32Array | Int32Array | Float32Array;

/** The memory that one training owns: blocks of the team's heap, all given back at once. */
export class Store {
  readonly heap: Heap;
  readonly #blocks: number[] = [];
  readonly #tables = new Map<string, Region>();

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** A block whose bytes are all 0. */
  zeros(bytes: number): Region {
    const address = this.heap.allocate(bytes);
    this.#blocks.push(address);
    this.heap.bytes(address, bytes).fill(0);
    return new Region(bytes, address);
  }

  /** A block that holds these numbers; the same block for the same numbers. */
  table(numbers: Numbers): Region {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
    const key = Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString("latin1");
    let region = this.#tables.get(key);
    if (region === undefined) {
      region = this.zeros(words.byteLength);
      this.words(region).set(words);
      this.#tables.set(key, region);
    }
    return region;
  }

  floats(region: Region): Float32Array {
    return this.heap.floats(region.address, region.bytes >> 2);
  }

  words(region: Region): Uint32Array {
    return this.heap.words(region.address, region.bytes >> 2);
  }

  release(): void {
    for (const address of this.#blocks.splice(0)) this.heap.free(address);
    this.#tables.clear();
  }
}

import type { Heap } from "./heap.ts";
import { Region } from "./recorder.ts";

/** Numbers of four bytes each. */
export type Numbers = Uint32Array | Int32Array | Float32Array;

/** The memory that one training owns: blocks of the team's heap, all given back at once. */
export class Store {
  readonly heap: Heap;
  readonly #blocks: number[] = [];
  /** By their bytes. */
  readonly #tables = new Map<number, readonly Region[]>();

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** A block whose bytes are anything. */
  room(bytes: number): Region {
    const address = this.heap.allocate(bytes);
    this.#blocks.push(address);
    return new Region(bytes, address);
  }

  /** A block whose bytes are all 0. */
  zeros(bytes: number): Region {
    const region = this.room(bytes);
    this.heap.bytes(region.address, bytes).fill(0);
    return region;
  }

  /** A block that holds these numbers; the same block for the same numbers. */
  table(numbers: Numbers): Region {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    const alike = this.#tables.get(bytes.length) ?? [];
    const present = alike.find((region) => Buffer.compare(this.#bytes(region), bytes) === 0);
    if (present !== undefined) return present;
    const region = this.room(bytes.length);
    this.#bytes(region).set(bytes);
    this.#tables.set(bytes.length, [...alike, region]);
    return region;
  }

  floats(region: Region): Float32Array {
    return this.heap.floats(region.address, region.bytes >> 2);
  }

  words(region: Region): Uint32Array {
    return this.heap.words(region.address, region.bytes >> 2);
  }

  #bytes({ address, bytes }: Region): Uint8Array {
    return this.heap.bytes(address, bytes);
  }

  release(): void {
    for (const address of this.#blocks.splice(0)) this.heap.free(address);
    this.#tables.clear();
  }
}

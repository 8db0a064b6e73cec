import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { stream } from "../../../src/base/random.ts";
import { Heap } from "../../../src/engine/wasm/heap.ts";
import { Store } from "../../../src/engine/wasm/store.ts";

const test = suite("engine/wasm/heap");

const LINE = 64;

interface Block {
  readonly address: number;
  readonly bytes: number;
}

function assertApart(blocks: readonly Block[], heap: Heap): void {
  const sorted = blocks.toSorted((a, b) => a.address - b.address);
  for (const [index, { address, bytes }] of sorted.entries()) {
    assert.ok(address >= LINE && address % LINE === 0, `a block at ${address}`);
    const end = sorted[index + 1]?.address ?? heap.memory.buffer.byteLength;
    assert.ok(address + bytes <= end, `${bytes} bytes at ${address} reach into ${end}`);
  }
}

for (const seed of [0, 1, 2]) {
  test(`blocks never overlap, whatever is taken and given back in whatever order (seed ${seed})`, () => {
    const draws = stream(seed, "shuffle");
    const heap = new Heap();
    const live: Block[] = [];
    for (let turn = 0; turn < 2000; turn++) {
      if (live.length > 0 && draws.uniform(3 * turn) < 0.48) {
        const [block] = live.splice(Math.floor(draws.uniform(3 * turn + 1) * live.length), 1);
        heap.free(block!.address);
      } else {
        const bytes = Math.floor(draws.uniform(3 * turn + 2) ** 4 * 100_000);
        live.push({ address: heap.allocate(bytes), bytes });
      }
      if (turn % 50 === 0) assertApart(live, heap);
    }
    assertApart(live, heap);
  });

  test(`when all is given back the heap is as it was: it does not grow for the same again (seed ${seed})`, () => {
    const draws = stream(seed, "shuffle");
    const heap = new Heap();
    const sizes = Array.from({ length: 200 }, (_, at) => Math.floor(draws.uniform(at) * 10_000));
    const round = (): number => {
      const addresses = sizes.map((bytes) => heap.allocate(bytes));
      for (const index of draws.permutation(sizes.length)) heap.free(addresses[index]!);
      return heap.memory.buffer.byteLength;
    };
    const size = round();
    for (let again = 0; again < 5; again++) assert.is(round(), size);
    const whole = sizes.reduce((sum, bytes) => sum + Math.max(LINE, Math.ceil(bytes / LINE) * LINE), 0);
    assert.is(heap.allocate(whole), LINE, "what was given back is one stretch again");
    assert.is(heap.memory.buffer.byteLength, size);
  });
}

test("a block given back is the next of its size", () => {
  const heap = new Heap();
  const [first, second, third] = [heap.allocate(100), heap.allocate(100), heap.allocate(100)];
  heap.free(second);
  assert.is(heap.allocate(128), second);
  assert.equal([first, third], [LINE, LINE + 256]);
});

test("a block that is not there cannot be given back, nor one twice", () => {
  const heap = new Heap();
  const address = heap.allocate(10);
  assert.throws(() => heap.free(address + LINE), /no block/);
  heap.free(address);
  assert.throws(() => heap.free(address), /no block/);
});

test("more than a memory can hold is an error that says so, and leaves the heap as it was", () => {
  const heap = new Heap();
  const address = heap.allocate(1000);
  assert.throws(
    () => heap.allocate(2 ** 32),
    (error: Error) => error instanceof RunExpError && error.code === "out-of-memory",
  );
  heap.free(address);
  assert.is(heap.allocate(1000), address);
});

test("a store hands out zeros, tables once, and gives all back", () => {
  const heap = new Heap();
  const dirty = heap.allocate(5000);
  heap.bytes(dirty, 5000).fill(1);
  heap.free(dirty);
  const store = new Store(heap);
  const region = store.zeros(1000);
  assert.ok(heap.bytes(region.address, 1000).every((byte) => byte === 0));
  const table = store.table(Uint32Array.of(1, 2, 3));
  assert.is(store.table(Uint32Array.of(1, 2, 3)), table);
  assert.is.not(store.table(Uint32Array.of(1, 2)), table);
  assert.equal([...store.words(table)], [1, 2, 3]);
  store.release();
  assert.is(heap.allocate(5000), dirty);
});

test.run();

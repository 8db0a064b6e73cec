import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stream } from "../../../src/base/random.ts";
import { Recorder, Region } from "../../../src/engine/wasm/recorder.ts";

const test = suite("engine/wasm/recorder");

/** A step that reads one region and writes another. */
function step(recorder: Recorder, x: Region, y: Region): void {
  recorder.emit("accumulate", { x, size: 1, y });
}

/** A chain of regions, each made from the one before. */
function chain(recorder: Recorder, sizes: readonly number[]): Region[] {
  const regions = sizes.map((bytes) => new Region(bytes));
  for (let at = 1; at < regions.length; at++) step(recorder, regions[at - 1]!, regions[at]!);
  return regions;
}

for (const seed of [0, 1, 2, 3]) {
  test(`regions that are alive at the same time share no byte (seed ${seed})`, () => {
    const draws = stream(seed, "shuffle");
    const recorder = new Recorder();
    const regions = Array.from(
      { length: 60 },
      (_, at) => new Region(1 + Math.floor(draws.uniform(at) * 5000)),
    );
    const uses = regions.map(() => [] as number[]);
    for (let at = 0; at < 200; at++) {
      const pair = [0, 1].map((side) => Math.floor(draws.uniform(100 + 2 * at + side) * regions.length));
      step(recorder, regions[pair[0]!]!, regions[pair[1]!]!);
      for (const index of pair) uses[index]!.push(at);
    }
    const plan = recorder.plan();
    plan.place(1024);
    const used = regions.flatMap((region, index) =>
      uses[index]!.length === 0 ? [] : [{ region, first: uses[index]![0]!, last: uses[index]!.at(-1)! }],
    );
    for (const one of used) {
      assert.ok(one.region.address >= 1024 && one.region.address + one.region.bytes <= 1024 + plan.bytes);
      assert.is(one.region.address % 64, 0);
      for (const other of used) {
        if (one === other || one.last < other.first || other.last < one.first) continue;
        const apart =
          one.region.address + one.region.bytes <= other.region.address ||
          other.region.address + other.region.bytes <= one.region.address;
        assert.ok(apart, "two regions of overlapping lifetimes overlap");
      }
    }
  });
}

test("a chain of regions takes the memory of two", () => {
  const recorder = new Recorder();
  chain(recorder, Array(20).fill(6400));
  assert.ok(recorder.plan().bytes <= 2 * 6400 + 64);
});

test("what is used from outside keeps its memory until then", () => {
  const recorder = new Recorder();
  const kept = new Region(640);
  recorder.touch(kept);
  const regions = chain(recorder, Array(5).fill(640));
  recorder.touch(kept);
  recorder.plan().place(64);
  for (const region of regions) assert.ok(Math.abs(region.address - kept.address) >= 640);
});

test("regions that have an address keep it and take none of the arena", () => {
  const recorder = new Recorder();
  const fixed = new Region(1e6, 4096);
  step(recorder, fixed, new Region(64));
  const plan = recorder.plan();
  assert.ok(plan.bytes <= 128);
  plan.place(64);
  assert.is(fixed.address, 4096);
  assert.equal(recorder.ops()[0]!.numbers, [4096, 1, 64]);
});

test("steps come in their order, arguments in that of the kernel, and a part of them is a program too", () => {
  const recorder = new Recorder();
  const [a, b] = [new Region(4, 64), new Region(4, 128)];
  recorder.emit("accumulate", { y: b, x: a, size: 3 });
  recorder.emit("accumulate", { y: a, x: b, size: 4 });
  assert.equal(
    recorder.ops().map(({ numbers }) => numbers),
    [
      [64, 3, 128],
      [128, 4, 64],
    ],
  );
  assert.equal(recorder.ops(1).length, 1);
  assert.equal(recorder.ops(0, 1), recorder.ops().slice(0, 1));
});

test("a region without a place has no address, and one with a place gets no other", () => {
  const recorder = new Recorder();
  const region = new Region(4);
  step(recorder, region, new Region(4));
  assert.throws(() => recorder.ops(), /no place/);
  recorder.plan().place(64);
  assert.throws(() => recorder.plan().place(64), /place already/);
  assert.is(recorder.ops().length, 1);
});

test.run();

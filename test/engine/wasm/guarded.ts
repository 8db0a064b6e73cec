import type { Job } from "../../../src/engine/engine.ts";
import { Heap } from "../../../src/engine/wasm/heap.ts";
import type { KernelName } from "../../../src/engine/wasm/kernels.ts";
import type { Op } from "../../../src/engine/wasm/op.ts";
import { Recorder, type Region } from "../../../src/engine/wasm/recorder.ts";
import { type Program, Team } from "../../../src/engine/wasm/team.ts";
import { WasmTraining } from "../../../src/engine/wasm/training.ts";

const LINE = 64;
/** Kernels that draw for whole cache lines, so that they write to the end of the one in which a tensor ends. */
const TO_THE_LINE: readonly KernelName[] = ["dropout", "dropoutGradient", "keepFactors", "normals"];
/** What lies before all blocks that are watched: nothing, and the block by which the team's threads meet. */
const HEAD = 2 * LINE;
/** A NaN, so that it is seen where something is read that was not written; signalling, so that adding to it changes it. */
const CANARY = 0x7fa5a5a5;

/**
 * A training on one thread whose memory is watched. Each region of its programs has a place of its own, canaries lie
 * between regions and behind every block, and before a batch all regions hold canaries too. Its calls throw where a
 * kernel has changed a byte outside the regions and blocks that it was given.
 */
export function openGuarded(team: Team, job: Job): WasmTraining {
  const restore = new Guard(team.heap).attach();
  try {
    return WasmTraining.open(team, job);
  } finally {
    restore();
  }
}

/** What a recorder's programs share. */
interface Arena {
  readonly address: number;
  readonly bytes: number;
  /** The bytes of its regions by their addresses. */
  readonly regions: ReadonlyMap<number, number>;
}

class Guard {
  readonly #heap: Heap;
  /** The bytes of blocks by their addresses. */
  readonly #blocks = new Map<number, number>();
  readonly #regions = new Map<Recorder, Set<Region>>();
  readonly #sources = new Map<readonly Op[], { readonly arena: Arena; readonly from: number }>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Steps between the parts of the engine until the function that is returned is called. */
  attach(): () => void {
    const guard = this;
    const { allocate } = Heap.prototype;
    const { touch, plan, ops } = Recorder.prototype;
    const { load } = Team.prototype;
    const arenas = new Map<Recorder, Arena>();
    Heap.prototype.allocate = function (bytes) {
      const room = (linesOf(bytes) + 1) * LINE;
      const address = allocate.call(this, room);
      guard.#fill(address, room);
      guard.#blocks.set(address, bytes);
      return address;
    };
    Recorder.prototype.touch = function (region) {
      touch.call(this, region);
      if (region.fixed) return;
      guard.#regions.set(this, (guard.#regions.get(this) ?? new Set()).add(region));
    };
    Recorder.prototype.plan = function () {
      const regions = [...guard.#regions.get(this)!];
      const bytes = LINE + regions.reduce((sum, region) => sum + roomFor(region), 0);
      const place = (address: number): void => {
        guard.#blocks.delete(address);
        arenas.set(this, { address, bytes, regions: placeApart(regions, address + LINE) });
      };
      return { bytes, place };
    };
    Recorder.prototype.ops = function (from = 0, to) {
      const made = ops.call(this, from, to);
      guard.#sources.set(made, { arena: arenas.get(this)!, from });
      return made;
    };
    Team.prototype.load = function (made) {
      return guard.#watched(
        made,
        made.map((op) => load.call(this, [op])),
      );
    };
    return () => {
      Object.assign(Recorder.prototype, { touch, plan, ops });
      Heap.prototype.allocate = allocate;
      Team.prototype.load = load;
    };
  }

  /** A program of these steps, each looked at after it. */
  #watched(ops: readonly Op[], steps: readonly Program[]): Program {
    const source = this.#sources.get(ops);
    return {
      run: () => {
        if (source?.from === 0) this.#fill(source.arena.address, source.arena.bytes);
        for (const [at, step] of steps.entries()) this.#runWatched(ops[at]!, step, source?.arena);
      },
      unload() {
        for (const step of steps) step.unload();
      },
    };
  }

  #runWatched({ kernel, numbers }: Op, step: Program, arena: Arena | undefined): void {
    const memory = new Uint8Array(this.#heap.memory.buffer);
    const before = memory.slice();
    step.run();
    before.set(memory.subarray(0, HEAD));
    const given = numbers.flatMap((address) => {
      const bytes = arena?.regions.get(address) ?? this.#blocks.get(address);
      if (bytes === undefined) return [];
      return [{ address, end: address + (TO_THE_LINE.includes(kernel) ? linesOf(bytes) * LINE : bytes) }];
    });
    for (const { address, end } of given) before.set(memory.subarray(address, end), address);
    if (Buffer.compare(before, memory) === 0) return;
    const changed = before.findIndex((byte, at) => byte !== memory[at]);
    const nearest = Math.max(...given.map(({ end }) => end).filter((end) => end <= changed));
    throw new Error(`${kernel} writes ${changed - nearest} bytes behind what it was given`);
  }

  #fill(address: number, bytes: number): void {
    this.#heap.words(address, bytes >> 2).fill(CANARY);
  }
}

/** Gives the regions places with canaries behind each, and returns their bytes by these. */
function placeApart(regions: readonly Region[], start: number): ReadonlyMap<number, number> {
  let address = start;
  return new Map(
    regions.map((region) => {
      region.place(address);
      address += roomFor(region);
      return [region.address, region.bytes];
    }),
  );
}

function linesOf(bytes: number): number {
  return Math.ceil(bytes / LINE);
}

/** A region's lines and one of canaries. */
function roomFor({ bytes }: Region): number {
  return (linesOf(bytes) + 1) * LINE;
}

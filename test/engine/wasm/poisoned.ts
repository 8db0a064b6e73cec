import type { Job } from "../../../src/engine/engine.ts";
import { Heap } from "../../../src/engine/wasm/heap.ts";
import type { Op } from "../../../src/engine/wasm/op.ts";
import { Recorder, type Region } from "../../../src/engine/wasm/recorder.ts";
import { type Program, Team } from "../../../src/engine/wasm/team.ts";
import { WasmTraining } from "../../../src/engine/wasm/training.ts";

/** Where a program's steps come from: the recorder, and which of its steps is the first. */
interface Source {
  readonly recorder: Recorder;
  readonly from: number;
}

/** Bytes behind the last block that a kernel might read. */
const BEHIND = 4096;

/**
 * A training in which everything is NaN that no step has written: what a new block holds, what lies behind the last
 * one, the arena before a batch, and each region of it before the first kernel that names it. So the arena's gaps,
 * rows of samples that a batch does not have, and what an earlier region has left in the same place.
 */
export function openPoisoned(team: Team, job: Job): WasmTraining {
  const spoil = ({ address, bytes }: Pick<Region, "address" | "bytes">): void => {
    team.heap.floats(address, bytes >> 2).fill(Number.NaN);
  };
  const firsts = new Map<Recorder, Map<number, Region[]>>();
  const arenas = new Map<Recorder, { readonly address: number; readonly bytes: number }>();
  const sources = new Map<readonly Op[], Source>();
  const { emit, touch, plan, ops } = Recorder.prototype;
  const { allocate } = Heap.prototype;
  const { load } = Team.prototype;
  const seen = new Set<Region>();
  let emitting = false;

  Heap.prototype.allocate = function (this: Heap, bytes) {
    const address = allocate.call(this, bytes);
    spoil({ address, bytes: Math.ceil(bytes / 64) * 64 });
    return address;
  };
  Recorder.prototype.emit = function (this: Recorder, kernel, values) {
    emitting = true;
    emit.call(this, kernel, values as never);
    emitting = false;
  };
  Recorder.prototype.touch = function (this: Recorder, region) {
    touch.call(this, region);
    if (region.fixed || seen.has(region)) return;
    seen.add(region);
    if (!emitting) return; // what is written from outside is there before its first kernel
    const own = firsts.get(this) ?? new Map<number, Region[]>();
    firsts.set(this, own.set(this.length, [...(own.get(this.length) ?? []), region]));
  };
  Recorder.prototype.plan = function (this: Recorder) {
    const { bytes, place } = plan.call(this);
    return {
      bytes,
      place: (address) => {
        arenas.set(this, { address, bytes });
        place(address);
      },
    };
  };
  Recorder.prototype.ops = function (this: Recorder, from = 0, to) {
    const made = ops.call(this, from, to);
    sources.set(made, { recorder: this, from });
    return made;
  };
  Team.prototype.load = function (this: Team, made) {
    const source = sources.get(made);
    if (source === undefined) return load.call(this, made);
    const steps = made.map((op) => load.call(this, [op]));
    const own = firsts.get(source.recorder);
    return spoiling(steps, (at) => {
      if (at === 0 && source.from === 0) spoil(arenas.get(source.recorder)!);
      for (const region of own?.get(source.from + at) ?? []) spoil(region);
    });
  };
  try {
    const training = WasmTraining.open(team, job);
    team.heap.allocate(BEHIND);
    return training;
  } finally {
    Object.assign(Recorder.prototype, { emit, touch, plan, ops });
    Heap.prototype.allocate = allocate;
    Team.prototype.load = load;
  }
}

/** A program of single steps, before each of which `before` is called. */
function spoiling(steps: readonly Program[], before: (at: number) => void): Program {
  return {
    run() {
      for (const [at, step] of steps.entries()) {
        before(at);
        step.run();
      }
    },
    unload() {
      for (const step of steps) step.unload();
    },
  };
}

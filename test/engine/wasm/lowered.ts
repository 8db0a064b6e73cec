import type { Shape } from "../../../src/base/shape.ts";
import { sizeOf } from "../../../src/base/shape.ts";
import { type Layout, placesOf, readValues, writeValues } from "../../../src/engine/wasm/layout.ts";
import type { Cell, Context, Tensor } from "../../../src/engine/wasm/lowering.ts";
import { Recorder, Region } from "../../../src/engine/wasm/recorder.ts";
import { Store } from "../../../src/engine/wasm/store.ts";
import type { Machine } from "./machine.ts";

/** A place to lower a part of a layer and run it, without a model around it. */
export class Bench {
  readonly context: Context;
  readonly #machine: Machine;
  readonly #store: Store;
  readonly #recorder = new Recorder();
  readonly #threads: number;
  readonly #cells = new Map<string, { readonly cell: Cell; readonly layout: Layout }>();
  readonly #batchSize: number;

  /** A batch of `batchSize` with `count` samples in it. */
  constructor(
    machine: Machine,
    {
      count,
      batchSize,
      threads,
    }: { readonly count: number; readonly batchSize: number; readonly threads: number },
    own: Partial<Context> = {},
  ) {
    this.#machine = machine;
    this.#threads = threads;
    this.#batchSize = batchSize;
    const store = new Store(machine.heap);
    this.#store = store;
    const fail = (): never => {
      throw new Error("the bench has no such thing");
    };
    const record = store.zeros(8);
    store.words(record)[0] = count;
    this.context = {
      node: undefined as never,
      options: {},
      inputs: [],
      training: true,
      wanted: [true],
      batchSize,
      count: record,
      scratch: store.zeros(4096 * threads),
      emit: (kernel, values) => this.#recorder.emit(kernel, values),
      tensor: (shape) => this.tensor(shape),
      region: (bytes) => new Region(bytes),
      perThread: (bytes) => new Region(bytes * threads),
      table: (numbers) => store.table(numbers),
      weight: (name) => this.#cells.get(name)?.cell ?? fail(),
      stream: fail,
      ...own,
    };
  }

  tensor(shape: Shape): Tensor {
    return { region: new Region(this.#batchSize * sizeOf(shape) * 4), shape };
  }

  /** A tensor that holds these values from the start. */
  filled(shape: Shape, values: Float32Array): Tensor {
    const region = this.#store.zeros(this.#batchSize * sizeOf(shape) * 4);
    this.#store.floats(region).fill(Number.NaN);
    this.#store.floats(region).set(values);
    return { region, shape };
  }

  /** A weight with room for its gradient. */
  weight(name: string, layout: Layout, values: Float32Array): Cell {
    const [value, gradient] = [this.#store.zeros(layout.length * 4), this.#store.zeros(layout.length * 4)];
    writeValues(layout, values, this.#store.floats(value));
    this.#store.floats(gradient).fill(Number.NaN);
    const cell = { value, gradient };
    this.#cells.set(name, { cell, layout });
    return cell;
  }

  /** Runs what has been recorded. All memory that is not given holds NaN before. */
  run(outputs: readonly Tensor[]): void {
    for (const { region } of outputs) this.#recorder.touch(region);
    const plan = this.#recorder.plan();
    const arena = this.#store.zeros(plan.bytes);
    this.#store.floats(arena).fill(Number.NaN);
    plan.place(arena.address);
    this.#machine.run(this.#recorder.ops(), this.#threads);
  }

  /** The first `samples` samples of a tensor. */
  read({ region, shape }: Tensor, samples: number): Float32Array {
    return this.#store.floats(region).slice(0, samples * sizeOf(shape));
  }

  /** The gradient of a weight. Throws where its padding is not 0. */
  gradient(name: string): Float32Array {
    const { cell, layout } = this.#cells.get(name)!;
    const memory = this.#store.floats(cell.gradient!);
    const places = new Set(placesOf(layout.offsets));
    for (const [at, value] of memory.entries()) {
      if (!places.has(at) && value !== 0) throw new Error(`padding at ${at} of ${name} is ${value}`);
    }
    return readValues(layout, memory);
  }

  close(): void {
    this.#store.release();
  }
}

import { stream } from "../../base/random.ts";
import { type Shape, sizeOf } from "../../base/shape.ts";
import { nameOf } from "../../component/component.ts";
import type { Model, Node } from "../../model/model.ts";
import type { WeightCell } from "./cells.ts";
import type { Context, Lowered, Tensor } from "./lowering.ts";
import { fusions, lowerings } from "./lowerings.ts";
import { type Recorder, Region } from "./recorder.ts";
import type { Store } from "./store.ts";

/** What all programs of one training share. */
export interface Surroundings {
  readonly store: Store;
  readonly model: Model;
  readonly cells: readonly WeightCell[];
  readonly batchSize: number;
  readonly threads: number;
  /** The batch that the model is applied to: [batchSize, …model.input]. */
  readonly input: Region;
  /** The step record, whose first word is the number of samples. */
  readonly record: Region;
  readonly scratch: Region;
  /** Streams of layers that draw, by node; the training sets their step. */
  readonly streams: Map<number, Region>;
  readonly seed: number;
  readonly trial: number;
}

/** A model whose forward steps have been recorded. */
export interface Applied {
  readonly output: Tensor;
  /** Records the way back from the gradient by the output. */
  backward(gradient: Tensor): void;
}

/** Records the model's forward steps. */
export function applyModel(recorder: Recorder, around: Surroundings, training: boolean): Applied {
  const { model } = around;
  const needed = gradientNeeded(model);
  const lowered: Lowered[] = [];
  const input: Tensor = { region: around.input, shape: model.input };
  for (const node of model.nodes) {
    if (lowered[node.index] !== undefined) continue;
    const inputs = node.inputs.map((source) => (source === -1 ? input : lowered[source]!.output));
    const wanted = node.inputs.map((source) => source !== -1 && needed[source]!);
    const lowering = lowerings.get(nameOf(node.layer));
    if (lowering === undefined) throw new Error(`the wasm engine lacks the layer ${nameOf(node.layer)}`);
    const context = contextOf(recorder, around, { node, inputs, wanted, training });
    const second = onlyReader(model, node);
    const both = second && fused(context, second);
    if (both === undefined) {
      lowered[node.index] = lowering.lower(context);
    } else {
      lowered[node.index] = both;
      lowered[second!.index] = { output: both.output, backward: (gradient) => [gradient] };
    }
  }
  return {
    output: lowered.at(-1)!.output,
    backward: (gradient) => goBack(recorder, around, needed, lowered, gradient),
  };
}

/** The layer that alone reads a layer's output, and reads nothing else. */
function onlyReader(model: Model, { index }: Node): Node | undefined {
  const readers = model.nodes.filter(({ inputs }) => inputs.includes(index));
  return readers.length === 1 && readers[0]!.inputs.length === 1 ? readers[0] : undefined;
}

/** Both layers as one, where that can be. */
function fused(first: Context, node: Node): Lowered | undefined {
  const [name, next] = [nameOf(first.node.layer), nameOf(node.layer)];
  const fusion = fusions.find(({ first, second }) => first.includes(name) && second.includes(next));
  return fusion?.lower(first, { node, options: node.layer[next]! });
}

/** For each node, whether a trained weight stands in it or before it. */
function gradientNeeded(model: Model): boolean[] {
  const needed: boolean[] = [];
  for (const { inputs, weights } of model.nodes) {
    needed.push(
      weights.some(({ trainable }) => trainable) || inputs.some((source) => source !== -1 && needed[source]!),
    );
  }
  return needed;
}

function goBack(
  recorder: Recorder,
  around: Surroundings,
  needed: readonly boolean[],
  lowered: readonly Lowered[],
  last: Tensor,
): void {
  const { model } = around;
  const gradients = new Map<number, Tensor>([[model.nodes.length - 1, last]]);
  for (const node of model.nodes.toReversed()) {
    if (!needed[node.index]!) continue;
    const gradient = gradients.get(node.index);
    if (gradient === undefined) {
      clearGradients(recorder, around, node);
      continue;
    }
    const parts = lowered[node.index]!.backward(gradient);
    for (const [position, source] of node.inputs.entries()) {
      const part = parts[position];
      if (part === undefined || source === -1) continue;
      gradients.set(source, summed(recorder, gradients.get(source), part));
    }
  }
}

/** The output does not depend on the weights of a layer that no gradient comes to: below an embedding, say. */
function clearGradients(recorder: Recorder, { cells, store }: Surroundings, node: Node): void {
  const count = store.table(Uint32Array.of(1));
  for (const { trained } of cells.filter((cell) => cell.node === node)) {
    if (trained === undefined) continue;
    const { gradient } = trained;
    recorder.emit("clear", { count, size: gradient.bytes >> 2, y: gradient });
  }
}

/** The sum of what several layers say of one's output. */
function summed(recorder: Recorder, present: Tensor | undefined, part: Tensor): Tensor {
  if (present === undefined) return part;
  const size = part.region.bytes >> 2;
  recorder.emit("accumulate", { x: part.region, size, y: present.region });
  return present;
}

function contextOf(
  recorder: Recorder,
  around: Surroundings,
  own: {
    readonly node: Node;
    readonly inputs: readonly Tensor[];
    readonly wanted: readonly boolean[];
    readonly training: boolean;
  },
): Context {
  const { store, batchSize, cells, streams, seed, trial } = around;
  const { node } = own;
  return {
    ...own,
    options: node.layer[nameOf(node.layer)]!,
    batchSize,
    count: around.record,
    scratch: around.scratch,
    emit: (kernel, values) => recorder.emit(kernel, values),
    region: (bytes) => new Region(bytes),
    perThread: (bytes) => new Region(bytes * around.threads),
    tensor: (shape: Shape) => ({ region: new Region(batchSize * sizeOf(shape) * 4), shape }),
    table: (numbers) => store.table(numbers),
    weight(name) {
      const cell = cells.find(({ node: owner, spec }) => owner === node && spec.name === name);
      if (cell === undefined) throw new Error(`layer ${node.name} has no weight ${name}`);
      const { value, trained } = cell;
      return { value, ...(trained === undefined ? {} : { gradient: trained.gradient }) };
    },
    stream() {
      let region = streams.get(node.index);
      if (region === undefined) {
        region = store.zeros(20);
        const { key, path } = stream(seed, "dropout", trial, node.index, 0);
        store.words(region).set([...key, ...path]);
        streams.set(node.index, region);
      }
      return region;
    },
  };
}

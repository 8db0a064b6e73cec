import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** A tensor of TensorFlow's, by the number under which the native part keeps it. */
export type Handle = number;

/** The part of tfjs-node's native part that is used here. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  /** On the device. 64-bit integers are pairs of an Int32Array, the lower half first. The array must stay as it is. */
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): Handle;
  deleteTensor(handle: Handle): void;
  executeOp(
    name: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: unknown }[],
    inputs: readonly Handle[],
    outputs: number,
  ): readonly { readonly id: Handle; readonly shape: number[]; readonly dtype: number }[];
  tensorDataSync(handle: Handle): Float32Array;
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}

/** The part of tfjs-node's backend that is used here. */
export interface TensorflowBackend {
  readonly binding: Binding;
  readonly tensorMap: { get(dataId: object): { id: Handle } };
  /** The handles of tensors, which have one from now on. */
  getInputTensorIds(tensors: readonly TensorInfo[]): Handle[];
  /** A tensor of tfjs's, which keeps the handle and deletes it. */
  createOutputTensor(metadata: { id: Handle; shape: readonly number[]; dtype: number }): Tensor;
}

/** What an attribute of an op may be: a type by its number, a flag, a text or a shape. */
type Attribute =
  | { readonly type: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly shape: readonly number[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** TensorFlow types that tfjs has no name for: DT_UINT32 and DT_UINT64 of TensorFlow's types.proto. */
export const UINT32 = 22;
export const UINT64 = 23;

/** Ops of TensorFlow's own, run at once on tensors by their handles. Who makes a handle deletes it. */
export class Ops {
  readonly backend: TensorflowBackend;

  constructor(backend: TensorflowBackend) {
    this.backend = backend;
  }

  get binding(): Binding {
    return this.backend.binding;
  }

  /** The one output of an op. */
  run(name: string, inputs: readonly Handle[], attributes: Attributes): Handle {
    return this.#execute(name, inputs, attributes, 1)[0]!.id;
  }

  /** An op that has an effect and no output. */
  effect(name: string, inputs: readonly Handle[], attributes: Attributes): void {
    this.#execute(name, inputs, attributes, 0);
  }

  /** A single number of 32 bits. */
  scalar(value: number): Handle {
    return this.binding.createTensor([], this.binding.TF_FLOAT, Float32Array.of(value));
  }

  integers(values: readonly number[]): Handle {
    return this.binding.createTensor([values.length], this.binding.TF_INT32, Int32Array.from(values));
  }

  integer(value: number): Handle {
    return this.binding.createTensor([], this.binding.TF_INT32, Int32Array.of(value));
  }

  /** A tensor of tfjs's from numbers of this shape, of which it takes over the handle. */
  toTensor(id: Handle, shape: readonly number[]): Tensor {
    return this.backend.createOutputTensor({ id, shape, dtype: this.binding.TF_FLOAT });
  }

  delete(...handles: readonly Handle[]): void {
    for (const handle of handles) this.binding.deleteTensor(handle);
  }

  #execute(
    name: string,
    inputs: readonly Handle[],
    attributes: Attributes,
    outputs: number,
  ): ReturnType<Binding["executeOp"]> {
    const { binding } = this;
    const told = Object.entries(attributes).map(([attribute, value]) => ({
      name: attribute,
      ...("type" in value
        ? { type: binding.TF_ATTR_TYPE, value: value.type }
        : "flag" in value
          ? { type: binding.TF_ATTR_BOOL, value: value.flag }
          : "text" in value
            ? { type: binding.TF_ATTR_STRING, value: value.text }
            : { type: binding.TF_ATTR_SHAPE, value: value.shape }),
    }));
    return binding.executeOp(name, told, inputs, outputs);
  }
}

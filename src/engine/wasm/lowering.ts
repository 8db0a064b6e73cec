import type { Shape } from "../../base/shape.ts";
import type { Node } from "../../model/model.ts";
import type { KernelName } from "./kernels.ts";
import type { Layout } from "./layout.ts";
import type { Arguments } from "./op.ts";
import type { Region, Value } from "./recorder.ts";
import type { Numbers } from "./store.ts";

/** Values of a batch in memory: [batch, …shape], row-major floats. */
export interface Tensor {
  readonly region: Region;
  /** Of one sample. */
  readonly shape: Shape;
}

/** A weight in memory. */
export interface Cell {
  readonly value: Region;
  /** Where its gradient is to be written, in the same layout; absent where it is not trained. */
  readonly gradient?: Region;
}

/** What a layer is lowered with. */
export interface Context {
  readonly node: Node;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Tensor[];
  /** Whether the program trains: dropout drops, statistics are the batch's. */
  readonly training: boolean;
  /** For each input, whether its gradient is needed. */
  readonly wanted: readonly boolean[];
  readonly batchSize: number;
  /** Address of the number of samples in the batch (i32). */
  readonly count: Region;
  /** Room for each thread's intermediate sums. */
  readonly scratch: Region;
  emit<Name extends KernelName>(kernel: Name, values: Arguments<Name, Value>): void;
  /** Memory for a batch of values that this program uses for a while. */
  tensor(shape: Shape): Tensor;
  /** The same, in bytes. */
  region(bytes: number): Region;
  /** So many bytes for each thread, one after the other. */
  perThread(bytes: number): Region;
  /** A table of numbers, shared by all that ask for the same one. */
  table(numbers: Numbers): Region;
  weight(name: string): Cell;
  /** This layer's stream in the step that is running: key and path (five u32). */
  stream(): Region;
}

/** A layer in a program: its output, and how gradients go back through it. */
export interface Lowered {
  readonly output: Tensor;
  /**
   * Records the steps that turn the gradient by the output, which they may overwrite, into those by the weights and
   * by the inputs that are wanted.
   */
  backward(gradient: Tensor): readonly (Tensor | undefined)[];
}

/** How a layer becomes steps of a program. */
export interface Lowering {
  /** The layout of each weight that is not plain, by its name. */
  layouts?(node: Node): Readonly<Record<string, Layout>>;
  /** Why this use of the layer cannot be lowered; undefined where it can. */
  refuses?(node: Node, options: Readonly<Record<string, unknown>>): string | undefined;
  lower(context: Context): Lowered;
}

/**
 * Two layers that are computed as one, where nothing but the second reads what the first has computed. The result
 * has the output of the second, and gradients by the inputs of the first.
 */
export interface Fusion {
  /** Names of layers. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** Records nothing and returns undefined where the two are to be computed one by one. */
  lower(first: Context, second: Pick<Context, "node" | "options">): Lowered | undefined;
}

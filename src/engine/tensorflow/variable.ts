import type { Handle, Ops } from "./backend.ts";

/** By this name each variable has one of its own: `ANONYMOUS_NAME` of TensorFlow's resource_handle.h. */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/** A variable of TensorFlow's: an array that ops write to in place. */
export class Variable {
  /** What ops know it by. */
  readonly resource: Handle;
  readonly #ops: Ops;
  readonly #shape: readonly number[];

  /** A variable that begins as the tensor of this handle, which stays the caller's. */
  constructor(ops: Ops, shape: readonly number[], value: Handle) {
    this.#ops = ops;
    this.#shape = shape;
    this.resource = ops.run("VarHandleOp", [], {
      dtype: this.#float,
      shape: { shape },
      shared_name: { text: ANONYMOUS },
    });
    this.set(value);
  }

  /** A variable that begins with these values, which become its own. */
  static of(ops: Ops, shape: readonly number[], values: Float32Array): Variable {
    const value = ops.binding.createTensor(shape, ops.binding.TF_FLOAT, values);
    const variable = new Variable(ops, shape, value);
    ops.delete(value);
    return variable;
  }

  get #float(): { type: number } {
    return { type: this.#ops.binding.TF_FLOAT };
  }

  /** Makes it equal to the tensor of this handle, which stays the caller's. */
  set(value: Handle): void {
    this.#ops.effect("AssignVariableOp", [this.resource, value], { dtype: this.#float });
  }

  /** Makes it equal to these values, which become its own. */
  fill(values: Float32Array): void {
    const value = this.#ops.binding.createTensor(this.#shape, this.#ops.binding.TF_FLOAT, values);
    this.set(value);
    this.#ops.delete(value);
  }

  /** Its value, of which the handle holds a view: while that is not deleted, the next write is to a copy. */
  read(): Handle {
    return this.#ops.run("ReadVariableOp", [this.resource], { dtype: this.#float });
  }

  /** A copy of its values. */
  values(): Float32Array {
    const value = this.read();
    const values = this.#ops.binding.tensorDataSync(value);
    this.#ops.delete(value);
    return values;
  }

  /** Multiplies it by a number. */
  scale(factor: number): void {
    const [value, by] = [this.read(), this.#ops.scalar(factor)];
    const product = this.#ops.run("Mul", [value, by], { T: this.#float });
    this.#ops.delete(value, by);
    this.set(product);
    this.#ops.delete(product);
  }

  /** Frees it. */
  close(): void {
    this.#ops.effect("DestroyResourceOp", [this.resource], {});
    this.#ops.delete(this.resource);
  }
}

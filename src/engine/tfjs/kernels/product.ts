import type * as tfCore from "@tensorflow/tfjs-core";
import type { KernelFunc, Tensor } from "@tensorflow/tfjs-core";

/** A matrix product (`BatchMatMul`, `_FusedMatMul`) that transposes its factors first, where it is told to. */
export function uprightProduct(core: typeof tfCore, original: KernelFunc | undefined): KernelFunc {
  const upright = (factor: Tensor, transposed: boolean): Tensor => {
    const axes = factor.shape.map((_, axis) => axis);
    return transposed ? core.transpose(factor, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]) : factor;
  };
  return ({ inputs, backend, attrs }) => {
    const [a, b] = [inputs.a as Tensor, inputs.b as Tensor];
    const [left, right] = [upright(a, attrs!.transposeA === true), upright(b, attrs!.transposeB === true)];
    const product = original!({
      inputs: { ...inputs, a: left, b: right },
      backend,
      attrs: { ...attrs, transposeA: false, transposeB: false },
    });
    if (left !== a) left.dispose();
    if (right !== b) right.dispose();
    return product;
  };
}

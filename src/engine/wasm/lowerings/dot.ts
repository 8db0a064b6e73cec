import { sizeOf } from "../../../base/shape.ts";
import { perAxis } from "../../../component/options.ts";
import type { Context, Lowering, Tensor } from "../lowering.ts";

/** The vectors of a tensor along one of its axes: how many, and how many floats lie between one and the next. */
interface Vectors {
  readonly tensor: Tensor;
  readonly size: number;
  readonly vectors: number;
  readonly apart: number;
  /** Values of a vector, and floats from one to the next. */
  readonly depth: number;
  readonly step: number;
}

export const dot: Lowering = {
  lower(context) {
    const { inputs, node, options, wanted } = context;
    const axes = perAxis(options.axes as number, 2);
    const given = inputs.map((tensor, index) => vectorsOf(tensor, axes[index]!));
    const unit = options.normalize === true;
    const [a, b] = (unit ? given.map((own) => normalized(context, own)) : given) as [Vectors, Vectors];
    const output = context.tensor(node.shape);
    const whole = matrix(output, a.vectors, b.vectors);
    contract(context, a, b, whole);
    return {
      output,
      backward(gradient) {
        const dy = matrix(gradient, a.vectors, b.vectors);
        const parts = [
          () => product(context, dy, turned(b), a),
          () => product(context, turned(dy), turned(a), b),
        ];
        return parts.map((part, index) => {
          if (!wanted[index]!) return undefined;
          return unit ? unnormalized(context, given[index]!, part()) : part();
        });
      },
    };
  },
};

/** Those along an axis that is counted from 1 or from the end. */
function vectorsOf(tensor: Tensor, axis: number): Vectors {
  const { shape } = tensor;
  const along = axis < 0 ? shape.length + axis : axis - 1;
  const step = sizeOf(shape.slice(along + 1));
  const depth = shape[along]!;
  const size = sizeOf(shape);
  const apart = along === 0 && shape.length === 2 ? 1 : depth;
  return { tensor, size, vectors: size / depth, apart, depth, step };
}

/** The rows of a matrix. */
function matrix(tensor: Tensor, rows: number, columns: number): Vectors {
  return { tensor, size: rows * columns, vectors: rows, apart: columns, depth: columns, step: 1 };
}

/** The vectors across these: the first values of all, the second, … */
function turned({ tensor, size, vectors, apart, depth, step }: Vectors): Vectors {
  return { tensor, size, vectors: depth, apart: step, depth: vectors, step: apart };
}

/** Records y[i][j] = a[i] · b[j]. */
function contract({ count, emit }: Context, a: Vectors, b: Vectors, y: Vectors): void {
  emit("contract", {
    ...{ count, rows: a.vectors, columns: b.vectors, depth: a.depth },
    ...{ a: a.tensor.region, aSize: a.size, aRow: a.apart, aStep: a.step },
    ...{ b: b.tensor.region, bSize: b.size, bColumn: b.apart, bStep: b.step },
    ...{ y: y.tensor.region, ySize: y.size, yRow: y.apart, yColumn: y.step },
  });
}

/** Records the products as a tensor whose vectors lie as those of `like` do. */
function product(context: Context, a: Vectors, b: Vectors, like: Vectors): Tensor {
  const tensor = context.tensor(like.tensor.shape);
  contract(context, a, b, { ...like, tensor });
  return tensor;
}

function normalized(context: Context, own: Vectors): Vectors {
  const tensor = context.tensor(own.tensor.shape);
  context.emit("unitVectors", { ...placesOf(context, own), x: own.tensor.region, y: tensor.region });
  return { ...own, tensor };
}

function unnormalized(context: Context, own: Vectors, gradient: Tensor): Tensor {
  const dy = gradient.region;
  context.emit("unitVectorsGradient", { ...placesOf(context, own), x: own.tensor.region, dy, dx: dy });
  return gradient;
}

function placesOf({ count }: Context, { size, vectors, apart, depth, step }: Vectors) {
  return { count, size, vectors, apart, depth, step };
}

import type { Tensor } from "@tensorflow/tfjs-core";
import type { Stream } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { type Chance, hostChance } from "../../model/chance.ts";
import type { Tf } from "../../model/layer.ts";
import { type Handle, type Ops, UINT32, UINT64 } from "./backend.ts";

/** TensorFlow's number for Philox, `RNG_ALG_PHILOX` of rng_alg.h. */
const PHILOX = 1;

/** So many words on, a stream begins anew; TensorFlow would go on into another one. */
const ROUND = 2 ** 34;

/**
 * Chance of which whole numbers decide is made by TensorFlow, whose generator is Philox4x32-10 too and counts as
 * src/base/random.ts does: to the bit what `hostChance` makes. Normal numbers are not: they would need its logarithm.
 */
export function tensorflowChance(tf: Tf, ops: Ops): Chance {
  const host = hostChance(tf);
  return (words) => ({
    ...host(words),
    bernoulli(first, shape, rate, kept, dropped): Tensor {
      const count = sizeOf(shape);
      if (first + count > ROUND) return host(words).bernoulli(first, shape, rate, kept, dropped);
      const drawn = wordsFrom(ops, words, first, count);
      // A rate so near 1 that no word reaches it keeps one in 2³².
      const least = uint32(ops, Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1));
      const keeps = ops.run("GreaterEqual", [drawn, least], { T: { type: UINT32 } });
      const [yes, no] = [ops.scalar(kept), ops.scalar(dropped)];
      const mask = ops.run("SelectV2", [keeps, yes, no], { T: { type: ops.binding.TF_FLOAT } });
      const lengths = ops.integers(shape);
      const shaped = ops.run("Reshape", [mask, lengths], {
        T: { type: ops.binding.TF_FLOAT },
        Tshape: { type: ops.binding.TF_INT32 },
      });
      ops.delete(drawn, least, keeps, yes, no, mask, lengths);
      return ops.toTensor(shaped, shape);
    },
  });
}

/** Words `first` to `first + count` of a stream, in a row. */
function wordsFrom(ops: Ops, words: Stream, first: number, count: number): Handle {
  const lane = first % 4;
  const block = uint64s(ops, [Math.floor(first / 4), ...words.path]);
  const key = uint64s(ops, words.key);
  const [length, algorithm] = [ops.integers([lane + count]), ops.integer(PHILOX)];
  const drawn = ops.run("StatelessRandomUniformFullIntV2", [length, key, block, algorithm], {
    dtype: { type: UINT32 },
    Tshape: { type: ops.binding.TF_INT32 },
  });
  ops.delete(block, key, length, algorithm);
  return lane === 0 ? drawn : tail(ops, drawn, lane, count);
}

/** `count` numbers of a row from `start` on; the row is deleted. */
function tail(ops: Ops, row: Handle, start: number, count: number): Handle {
  const [begin, size] = [ops.integers([start]), ops.integers([count])];
  const index = { type: ops.binding.TF_INT32 };
  const kept = ops.run("Slice", [row, begin, size], { T: { type: UINT32 }, Index: index });
  ops.delete(row, begin, size);
  return kept;
}

/** An unsigned number, of the same bits as a signed one. */
function uint32(ops: Ops, value: number): Handle {
  const signed = ops.integer(value | 0);
  const bits = ops.run("Bitcast", [signed], {
    T: { type: ops.binding.TF_INT32 },
    type: { type: UINT32 },
  });
  ops.delete(signed);
  return bits;
}

/** Pairs of unsigned 32-bit words, the lower one first, as unsigned numbers of 64 bits. */
function uint64s(ops: Ops, words: readonly number[]): Handle {
  const { TF_INT64 } = ops.binding;
  const signed = ops.binding.createTensor(
    [words.length / 2],
    TF_INT64,
    Int32Array.from(words, (word) => word | 0),
  );
  const bits = ops.run("Bitcast", [signed], { T: { type: TF_INT64 }, type: { type: UINT64 } });
  ops.delete(signed);
  return bits;
}

import type { Tensor } from "@tensorflow/tfjs-core";
import type { Stream } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { type Chance, hostChance } from "../../model/chance.ts";
import type { Tf } from "../../model/layer.ts";
import type { WebgpuBackend } from "./backend.ts";
import { Kernel } from "./kernel.ts";

/** Philox4x32-10 as in src/base/random.ts, word by word. WGSL has no product of 64 bits. */
const PHILOX = `
  fn high(a: u32, b: u32) -> u32 {
    let lowHigh = (a & 0xffffu) * (b >> 16u);
    let highLow = (a >> 16u) * (b & 0xffffu);
    let carry = (((a & 0xffffu) * (b & 0xffffu)) >> 16u) + (lowHigh & 0xffffu) + (highLow & 0xffffu);
    return (a >> 16u) * (b >> 16u) + (lowHigh >> 16u) + (highLow >> 16u) + (carry >> 16u);
  }

  fn word(index: u32) -> u32 { // counted from a block's first
    var key = vec2<u32>(s.key0, s.key1);
    var c = vec4<u32>(s.block + index / 4u, s.path0, s.path1, s.path2);
    for (var round = 0; round < 10; round++) {
      c = vec4<u32>(
        high(0xcd9e8d57u, c.z) ^ c.y ^ key.x,
        0xcd9e8d57u * c.z,
        high(0xd2511f53u, c.x) ^ c.w ^ key.y,
        0xd2511f53u * c.x,
      );
      key += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
    }
    return c[index % 4u];
  }`;

const WORDS = { key0: "uint32", key1: "uint32", path0: "uint32", path1: "uint32", path2: "uint32" } as const;

/**
 * Chance of which whole numbers decide is made on the device, to the bit what `hostChance` makes. Normal numbers are
 * not: WGSL promises too little of its logarithm and cosine.
 */
export function deviceChance(tf: Tf, backend: WebgpuBackend): Chance {
  const host = hostChance(tf);
  const masks = new Kernel(backend, {
    tensors: ["mask"],
    scalars: {
      ...WORDS,
      block: "uint32",
      lane: "uint32",
      least: "uint32",
      kept: "float32",
      dropped: "float32",
    },
    functions: PHILOX,
    body: "mask[i] = select(s.dropped, s.kept, word(s.lane + i) >= s.least);",
  });
  return (words) => ({
    ...host(words),
    bernoulli(first, shape, rate, kept, dropped): Tensor {
      const mask = backend.makeTensorInfo(shape, "float32");
      // A rate so near 1 that no word reaches it keeps one in 2³².
      const least = Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1);
      masks.launch(
        [mask],
        { ...placeOf(words), block: Math.floor(first / 4), lane: first % 4, least, kept, dropped },
        sizeOf(shape),
      );
      return tf.core.engine().makeTensorFromTensorInfo(mask);
    },
  });
}

function placeOf({
  key: [key0, key1],
  path: [path0, path1, path2],
}: Stream): Record<keyof typeof WORDS, number> {
  return { key0, key1, path0, path1, path2 };
}

import { stream } from "../base/random.ts";

/** So many dimensions have direction numbers here; further ones are drawn independently. */
export const SOBOL_DIMENSIONS = 64;

/**
 * Coordinate `dimension` of point `index` of a scrambled Sobol sequence, in [0, 1). The first 2ᵏ points have one in
 * every 2ᵏ-th part of each of the first 64 axes; every (seed, purpose) is a scrambling of its own. From the 65th
 * dimension on the coordinates are independent draws.
 *
 * Sobol 1967 with the direction numbers of Joe, Kuo, "Constructing Sobol sequences with better two-dimensional
 * projections", SIAM J. Sci. Comput. 30, 2008 (D6); Owen's scrambling by a hash as in Burley, "Practical hash-based
 * Owen scrambling", JCGT 9(4), 2020.
 */
export function sobolPlace(seed: number, purpose: string, index: number, dimension: number): number {
  if (dimension >= SOBOL_DIMENSIONS) return stream(seed, purpose, 1, index).word(dimension) / 2 ** 32;
  const key = stream(seed, purpose).word(dimension);
  return scrambled(sobolWord(index, dimension), key) / 2 ** 32;
}

/** The same coordinate before scrambling, times 2³². */
export function sobolWord(index: number, dimension: number): number {
  const directions = directionsOf(dimension);
  let word = 0;
  for (let bit = 0, rest = index; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) word ^= directions[bit]!;
  }
  return word >>> 0;
}

/** Every bit is flipped or not by a hash of the bits above it, so that equal parts stay equal parts. */
function scrambled(word: number, key: number): number {
  let x = reversed(word);
  x = (x + key) >>> 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reversed(x >>> 0);
}

function reversed(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

const known = new Map<number, Uint32Array>();

/** The 32 direction numbers of a dimension, from its polynomial and its first few. */
function directionsOf(dimension: number): Uint32Array {
  const made = known.get(dimension);
  if (made !== undefined) return made;
  const directions = new Uint32Array(32);
  if (dimension === 0) {
    for (let bit = 0; bit < 32; bit++) directions[bit] = 2 ** (31 - bit);
  } else {
    const [polynomial, ...first] = JOE_KUO[dimension - 1]!;
    const degree = first.length;
    first.forEach((number, bit) => {
      directions[bit] = number << (31 - bit);
    });
    for (let bit = degree; bit < 32; bit++) {
      let word = directions[bit - degree]! ^ (directions[bit - degree]! >>> degree);
      for (let back = 1; back < degree; back++) {
        if ((polynomial! >>> (degree - back)) % 2 === 1) word ^= directions[bit - back]!;
      }
      directions[bit] = word;
    }
  }
  known.set(dimension, directions);
  return directions;
}

/** Of dimensions 2 to 64: the primitive polynomial, its highest coefficient first, and m₁, m₂, … */
// biome-ignore format: one line a dimension
const JOE_KUO: readonly (readonly number[])[] = [
  [3, 1],
  [7, 1, 3],
  [11, 1, 3, 1],
  [13, 1, 1, 1],
  [19, 1, 1, 3, 3],
  [25, 1, 3, 5, 13],
  [37, 1, 1, 5, 5, 17],
  [41, 1, 1, 5, 5, 5],
  [47, 1, 1, 7, 11, 19],
  [55, 1, 1, 5, 1, 1],
  [59, 1, 1, 1, 3, 11],
  [61, 1, 3, 5, 5, 31],
  [67, 1, 3, 3, 9, 7, 49],
  [91, 1, 1, 1, 15, 21, 21],
  [97, 1, 3, 1, 13, 27, 49],
  [103, 1, 1, 1, 15, 7, 5],
  [109, 1, 3, 1, 15, 13, 25],
  [115, 1, 1, 5, 5, 19, 61],
  [131, 1, 3, 7, 11, 23, 15, 103],
  [137, 1, 3, 7, 13, 13, 15, 69],
  [143, 1, 1, 3, 13, 7, 35, 63],
  [145, 1, 3, 5, 9, 1, 25, 53],
  [157, 1, 3, 1, 13, 9, 35, 107],
  [167, 1, 3, 1, 5, 27, 61, 31],
  [171, 1, 1, 5, 11, 19, 41, 61],
  [185, 1, 3, 5, 3, 3, 13, 69],
  [191, 1, 1, 7, 13, 1, 19, 1],
  [193, 1, 3, 7, 5, 13, 19, 59],
  [203, 1, 1, 3, 9, 25, 29, 41],
  [211, 1, 3, 5, 13, 23, 1, 55],
  [213, 1, 3, 7, 3, 13, 59, 17],
  [229, 1, 3, 1, 3, 5, 53, 69],
  [239, 1, 1, 5, 5, 23, 33, 13],
  [241, 1, 1, 7, 7, 1, 61, 123],
  [247, 1, 1, 7, 9, 13, 61, 49],
  [253, 1, 3, 3, 5, 3, 55, 33],
  [285, 1, 3, 1, 15, 31, 13, 49, 245],
  [299, 1, 3, 5, 15, 31, 59, 63, 97],
  [301, 1, 3, 1, 11, 11, 11, 77, 249],
  [333, 1, 3, 1, 11, 27, 43, 71, 9],
  [351, 1, 1, 7, 15, 21, 11, 81, 45],
  [355, 1, 3, 7, 3, 25, 31, 65, 79],
  [357, 1, 3, 1, 1, 19, 11, 3, 205],
  [361, 1, 1, 5, 9, 19, 21, 29, 157],
  [369, 1, 3, 7, 11, 1, 33, 89, 185],
  [391, 1, 3, 3, 3, 15, 9, 79, 71],
  [397, 1, 3, 7, 11, 15, 39, 119, 27],
  [425, 1, 1, 3, 1, 11, 31, 97, 225],
  [451, 1, 1, 1, 3, 23, 43, 57, 177],
  [463, 1, 3, 7, 7, 17, 17, 37, 71],
  [487, 1, 3, 1, 5, 27, 63, 123, 213],
  [501, 1, 1, 3, 5, 11, 43, 53, 133],
  [529, 1, 3, 5, 5, 29, 17, 47, 173, 479],
  [539, 1, 3, 3, 11, 3, 1, 109, 9, 69],
  [545, 1, 1, 1, 5, 17, 39, 23, 5, 343],
  [557, 1, 3, 1, 5, 25, 15, 31, 103, 499],
  [563, 1, 1, 1, 11, 11, 17, 63, 105, 183],
  [601, 1, 1, 5, 11, 9, 29, 97, 231, 363],
  [607, 1, 1, 5, 15, 19, 45, 41, 7, 383],
  [617, 1, 3, 7, 7, 31, 19, 83, 137, 221],
  [623, 1, 1, 1, 3, 23, 15, 111, 223, 83],
  [631, 1, 1, 5, 13, 31, 15, 55, 25, 161],
  [637, 1, 1, 3, 13, 25, 47, 39, 87, 257]
];

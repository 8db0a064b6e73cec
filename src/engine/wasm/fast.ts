/** The points at which fast convolution evaluates its polynomials, and what follows from them: assembly/points.ts. */

/** Tile sizes along one axis. */
export interface Tiling {
  /** Taps of the kernel. */
  readonly taps: number;
  /** Outputs of a tile. */
  readonly outputs: number;
  /** Inputs of a tile, and points. */
  readonly points: number;
}

/** Pairs ±a, ±b and a single c. */
type PointSet = readonly [a: number, b: number, c: number];

/**
 * Points by their number, infinity and 0 not named. Few bits each, so that their powers are exact. Chosen by the mean
 * error over random tiles among thirteen values of few bits up to 2.5, single ones up to 4, for 3 to 5 taps: 1.3 to 2
 * times less than that of small whole numbers and their inverses (Barabasz, Anderson, Soodhalter, Gregg, "Error
 * analysis and improving the accuracy of Winograd convolution for deep neural networks", ACM TOMS 46, 2020, for the
 * method).
 */
const POINTS: Readonly<Record<number, PointSet>> = {
  1: [0, 0, 0],
  4: [1, 0, 0],
  5: [3 / 4, 0, 2],
  6: [3 / 4, 3 / 2, 0],
  7: [1 / 2, 9 / 8, -5 / 2],
};

/** The finite points in the order of the kernels. */
export function finitePoints(count: number): number[] {
  const [a, b, c] = POINTS[count]!;
  const pairs = count >= 6 ? [a, -a, b, -b] : [a, -a];
  return count === 1 ? [] : [0, ...pairs, ...(count % 2 === 1 ? [c] : [])];
}

/** The tilings that there are for a kernel of so many taps along an axis, and the plain one, of one output. */
export function tilingsOf(taps: number): Tiling[] {
  if (taps === 1) return [{ taps, outputs: 1, points: 1 }];
  return [4, 5, 6, 7].flatMap((points) => {
    const outputs = points - taps + 1;
    return outputs >= 2 ? [{ taps, outputs, points }] : [];
  });
}

/** The table that the kernels read: a, b, c, and their powers. */
export function pointTable({ taps, outputs, points }: Tiling): Float32Array {
  const values = POINTS[points]!;
  const powers = Array.from({ length: Math.max(taps, outputs) }, (_, power) =>
    values.map((value) => value ** power),
  );
  return Float32Array.from([...values, ...powers.flat()]);
}

/** What each point's product is divided by: the product of its distances from the others, 1 for infinity. */
export function divisors(count: number): number[] {
  const points = finitePoints(count);
  const distances = points.map((point) =>
    points.reduce((product, other) => (other === point ? product : product * (point - other)), 1),
  );
  return [...distances, 1];
}

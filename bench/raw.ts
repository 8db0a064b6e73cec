import { milliseconds } from "../src/base/clock.ts";
import { Team } from "../src/engine/wasm/team.ts";

/** A product whose operands fit the second cache of one core many times over, with many blocks for each thread. */
const [ROWS, LENGTH, COLUMNS] = [960, 256, 256];

/**
 * The best rate of the matrix product in thousand millions of floating-point operations a second: what training is
 * held against.
 */
export async function rawRate(threads: number, rounds: number): Promise<{ gflops: number }> {
  const team = await Team.start(threads);
  const { heap } = team;
  const block = (bytes: number): number => {
    const address = heap.allocate(bytes);
    heap.bytes(address, bytes).fill(0);
    return address;
  };
  const count = block(4);
  heap.words(count, 1)[0] = ROWS;
  const rows = block(ROWS * 4);
  heap.words(rows, ROWS).set(Uint32Array.from({ length: ROWS }, (_, row) => row * LENGTH * 4));
  const [a, b, c] = [ROWS * LENGTH, LENGTH * COLUMNS, ROWS * COLUMNS].map((size) => block(size * 4));
  const scratch = block(threads * team.exports.gemmScratch());
  // In the order of the kernel's parameters.
  const numbers = [count, 1, a!, rows, block(4), 1, LENGTH, b!, 0, 0, c!, COLUMNS, scratch];
  const program = team.load([{ kernel: "gemm", numbers }]);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = milliseconds();
    program.run();
    least = Math.min(least, milliseconds() - began);
  }
  await team.dismiss();
  return { gflops: (2 * ROWS * LENGTH * COLUMNS) / (least * 1e6) };
}

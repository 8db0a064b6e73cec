import { logExcess } from "../normal.ts";
import type { Point } from "./point.ts";
import type { Process } from "./process.ts";

/**
 * The logarithm of the expected improvement on a cost: of how far below it the cost at a point is, on average, counting
 * what is above as 0 (Jones, Schonlau, Welch 1998; its logarithm: Ament et al. 2023).
 */
export class LogExpectedImprovement {
  readonly process: Process;
  readonly incumbent: number;

  /** The incumbent is the lowest cost that is believed at any point of the data: noise does not lower it. */
  constructor(process: Process) {
    this.process = process;
    this.incumbent = process.data.points.reduce(
      (least, point) => Math.min(least, process.belief(point).mean),
      Number.POSITIVE_INFINITY,
    );
  }

  value(at: Point): number {
    const { mean, deviation } = this.process.belief(at);
    return Math.log(deviation) + logExcess((this.incumbent - mean) / deviation).value;
  }

  /** The value, and its derivatives by the places of ordered dimensions in `slopes`. */
  valueAndSlopes(at: Point, slopes: Float64Array): number {
    const { mean, deviation, meanSlopes, deviationSlopes } = this.process.slopes(at);
    const z = (this.incumbent - mean) / deviation;
    const { value, slope } = logExcess(z);
    for (let d = 0; d < at.length; d++) {
      const change = (-meanSlopes[d]! - z * deviationSlopes[d]!) / deviation;
      slopes[d] = deviationSlopes[d]! / deviation + slope * change;
    }
    return Math.log(deviation) + value;
  }
}

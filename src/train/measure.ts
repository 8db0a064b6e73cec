import type { Tagged } from "../component/component.ts";
import type { Part } from "../data/dataset.ts";
import type { Outcome } from "./loss.ts";
import type { Meter, MetricContext } from "./metric.ts";
import { largest, trueClass } from "./metrics/mean-metric.ts";
import { metrics } from "./metrics.ts";
import { Mean } from "./sum.ts";
import type { Training } from "./training.ts";

/** The loss and the metrics of many batches, in the order in which they are logged. */
export class Measurement {
  readonly #loss = new Mean();
  readonly #meters: ReadonlyMap<string, Meter>;

  constructor(chosen: readonly Tagged[], context: MetricContext) {
    this.#meters = new Map(
      chosen.map((tagged) => {
        const { component, options } = metrics.open(tagged);
        return [component.logName(options), component.start(context, options)];
      }),
    );
  }

  update(outcome: Outcome): void {
    for (let sample = 0; sample < outcome.count; sample++) this.#loss.add(outcome.losses[sample]!);
    for (const meter of this.#meters.values()) meter.update(outcome);
  }

  /** Names with `prefix` before them; `penalty` is added to the loss. */
  logs(prefix: string, penalty: number): Record<string, number> {
    const logs: Record<string, number> = { [`${prefix}loss`]: this.#loss.value + penalty };
    for (const [name, meter] of this.#meters) logs[prefix + name] = meter.result();
    return logs;
  }
}

/** Calls `visit` with the model's answers to a whole part, in the order of its samples. */
export async function forEachOutcome(
  training: Training,
  part: Part,
  count: number,
  batchSize: number,
  visit: (outcome: Outcome) => void,
): Promise<void> {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let start = 0; start < count; start += batchSize) {
    visit(await training.forward(part, order.subarray(start, start + batchSize)));
  }
}

/** What a part is measured with. */
export interface Yardstick {
  readonly metrics: readonly Tagged[];
  readonly context: MetricContext;
  readonly batchSize: number;
}

/** Loss (penalties included) and metrics over a whole part, as in inference. */
export async function evaluate(
  training: Training,
  part: Part,
  count: number,
  yardstick: Yardstick,
  prefix = "",
): Promise<Record<string, number>> {
  const measurement = new Measurement(yardstick.metrics, yardstick.context);
  await forEachOutcome(training, part, count, yardstick.batchSize, (outcome) => measurement.update(outcome));
  return measurement.logs(prefix, training.penalty());
}

/** How often samples of the class `truth` were answered with the class `answer`; both count from 0. */
export interface Confusion {
  readonly truth: number;
  readonly answer: number;
  readonly count: number;
}

/**
 * Which classes were taken for which over a part, right answers included: the pairs that occur, by `truth`, then
 * by `answer`. A model with one output answers class 1 above one half.
 */
export async function confusion(
  training: Training,
  part: Part,
  count: number,
  { context, batchSize }: Pick<Yardstick, "context" | "batchSize">,
  classes: number,
): Promise<Confusion[]> {
  const counts = new Map<number, number>();
  await forEachOutcome(training, part, count, batchSize, (outcome) => {
    for (let row = 0; row < outcome.count * outcome.rows; row++) {
      const cell = trueClass(outcome, row, context) * classes + answer(outcome, row, context.width);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
  });
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([cell, count]) => ({ truth: Math.floor(cell / classes), answer: cell % classes, count }));
}

function answer({ predictions }: Outcome, row: number, width: number): number {
  if (width > 1) return largest(predictions, row, width);
  return predictions[row]! > 0.5 ? 1 : 0;
}

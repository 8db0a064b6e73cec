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
  return measurement.logs(prefix, await training.penalty());
}

/** How often samples of the class `truth` were answered with the class `answer`; both count from 0. */
export interface Confusion {
  readonly truth: number;
  readonly answer: number;
  readonly count: number;
}

/** A sample that was given to a wrong class. */
export interface Mistake {
  /** Its place in the part, from 0. */
  readonly sample: number;
  readonly truth: number;
  readonly answer: number;
  /** What the model said of its answer: the probability of that class, where outputs are probabilities. */
  readonly confidence: number;
  readonly loss: number;
}

/** How classes were told from one another over a part. */
export interface Answers {
  /** Right answers included: the pairs that occur, by `truth`, then by `answer`. */
  readonly confusions: readonly Confusion[];
  /**
   * The wrong answers of the largest loss, largest first, equal ones by sample; none for models that answer several times a
   * sample. One whose loss is no finite number is left out.
   */
  readonly mistakes: readonly Mistake[];
}

/** Which classes were taken for which over a part. A model with one output answers class 1 above one half. */
export async function answersOf(
  training: Training,
  part: Part,
  count: number,
  { context, batchSize }: Pick<Yardstick, "context" | "batchSize">,
  classes: number,
): Promise<Answers> {
  const counts = new Map<number, number>();
  const worst = new Worst();
  let before = 0;
  await forEachOutcome(training, part, count, batchSize, (outcome) => {
    for (let row = 0; row < outcome.count * outcome.rows; row++) {
      const [truth, given] = [trueClass(outcome, row, context), answer(outcome, row, context.width)];
      const cell = truth * classes + given;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
      if (truth === given || outcome.rows > 1) continue;
      const confidence = confidenceOf(outcome, row, given, context.width);
      worst.add({ sample: before + row, truth, answer: given, confidence, loss: outcome.losses[row]! });
    }
    before += outcome.count;
  });
  const confusions = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([cell, count]) => ({ truth: Math.floor(cell / classes), answer: cell % classes, count }));
  return { confusions, mistakes: worst.found };
}

/** So many of the worst mistakes are kept. */
const WORST = 24;

/** The worst of all mistakes that it is told of, in the order of their samples; it never holds more. */
class Worst {
  readonly found: Mistake[] = [];

  add(mistake: Mistake): void {
    if (!Number.isFinite(mistake.loss) || !Number.isFinite(mistake.confidence)) return;
    const place = this.found.findIndex(({ loss }) => loss < mistake.loss);
    if (place < 0 && this.found.length === WORST) return;
    this.found.splice(place < 0 ? this.found.length : place, 0, mistake);
    this.found.length = Math.min(this.found.length, WORST);
  }
}

function confidenceOf({ predictions }: Outcome, row: number, given: number, width: number): number {
  if (width > 1) return predictions[row * width + given]!;
  return given === 1 ? predictions[row]! : 1 - predictions[row]!;
}

function answer({ predictions }: Outcome, row: number, width: number): number {
  if (width > 1) return largest(predictions, row, width);
  return predictions[row]! > 0.5 ? 1 : 0;
}

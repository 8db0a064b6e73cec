import type { Part } from "../data/dataset.ts";
import type { EpochRecord } from "../train/callback.ts";
import type { Confusion } from "../train/measure.ts";

/** Loss and metrics by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one training came to. */
export interface TrainingFigures {
  readonly seed: number;
  readonly history: readonly EpochRecord[];
  /** Why it ended before its last epoch; null where it did not. */
  readonly stopReason: string | null;
  /** The epoch whose weights are the final ones. */
  readonly finalEpoch: number;
  readonly diverged: boolean;
  /** Loss and metrics of each part with the final weights. */
  readonly figures: Readonly<Partial<Record<Part, Figures>>>;
}

/** Mean and sample standard deviation of every figure over the replicates, by part and name. */
export function spread(
  trainings: readonly TrainingFigures[],
): Record<string, Record<string, { mean: number; deviation: number }>> {
  const parts = Object.entries(trainings[0]!.figures);
  return Object.fromEntries(
    parts.map(([part, figures]) => {
      const names = Object.keys(figures);
      const valuesOf = (name: string) => trainings.map((one) => one.figures[part as Part]![name]!);
      return [part, Object.fromEntries(names.map((name) => [name, meanAndDeviation(valuesOf(name))]))];
    }),
  );
}

function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * How much better than the test figures those of validation are, by name, positive where validation was too good:
 * callbacks chose epochs by it, and choosing flatters (the optimism of Efron, "How biased is the apparent error rate
 * of a prediction rule?", JASA 81, 1986). Undefined where either part is not there.
 */
export function optimism(
  { figures: { validation, test } }: Pick<TrainingFigures, "figures">,
  better: ReadonlyMap<string, "higher" | "lower">,
): Record<string, number> | undefined {
  if (validation === undefined || test === undefined) return undefined;
  return Object.fromEntries(
    Object.keys(test).map((name) => {
      const difference = validation[name]! - test[name]!;
      return [name, better.get(name) === "higher" ? difference : -difference];
    }),
  );
}

/** The pairs of classes that were confused, the most often first. */
export function mostConfused(confusions: readonly Confusion[]): Confusion[] {
  return confusions.filter(({ truth, answer }) => truth !== answer).sort((a, b) => b.count - a.count);
}

/** How well one class was told from the others. */
export interface ClassScore {
  readonly name: string;
  /** Of the answers that name it, the share that is right; 0 where none names it, absent where it has no samples either. */
  readonly precision?: number;
  /** Of its samples, the share that is found; absent where it has none. */
  readonly recall?: number;
  /** Harmonic mean of both; absent where it has no samples. */
  readonly f1?: number;
  /** How many samples are of it. */
  readonly support: number;
}

/** The scores of every class, in the order of the classes. */
export function classScores(confusions: readonly Confusion[], classes: readonly string[]): ClassScore[] {
  const [right, there, said] = [0, 0, 0].map(() => new Float64Array(classes.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const { truth, answer, count } of confusions) {
    there[truth]! += count;
    said[answer]! += count;
    if (truth === answer) right[truth]! += count;
  }
  const ratio = (above: number, below: number) => (below === 0 ? 0 : above / below);
  return classes.map((name, index) => {
    const [hits, support, answers] = [right[index]!, there[index]!, said[index]!];
    const precision = ratio(hits, answers);
    if (support === 0) return { name, ...(answers === 0 ? {} : { precision }), support };
    return { name, precision, recall: hits / support, f1: (2 * hits) / (answers + support), support };
  });
}

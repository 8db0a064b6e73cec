import { nameOf } from "../../component/component.ts";
import { placesOf } from "./layout.ts";
import type { Trained, UpdateContext } from "./updates.ts";

/** The lengths that a constraint scales vectors to: `rate` of the way to what lies between `least` and `most`. */
interface Lengths {
  readonly least: number;
  readonly most: number;
  readonly rate: number;
}

const lengths = new Map<string, (options: Readonly<Record<string, number>>) => Lengths>([
  ["maxNorm", ({ maxValue }) => ({ least: 0, most: maxValue!, rate: 1 })],
  ["minMaxNorm", ({ minValue, maxValue, rate }) => ({ least: minValue!, most: maxValue!, rate: rate! })],
  ["unitNorm", () => ({ least: 1, most: 1, rate: 1 })],
]);

/** Every constraint of src/model/constraints.ts. */
export const constraintNames: readonly string[] = [...lengths.keys(), "nonNeg"];

/** Records what brings a weight back into what its constraint allows. */
export function recordConstraint({ emit, table }: UpdateContext, { spec, layout, value }: Trained): void {
  if (spec.constraint === undefined) return;
  const name = nameOf(spec.constraint);
  if (name === "nonNeg") {
    emit("nonNegative", { value, size: layout.length });
    return;
  }
  const options = spec.constraint[name]!;
  const along = options.axis as readonly number[];
  const bytes = (inside: boolean): Uint32Array =>
    placesOf(layout.offsets.filter((_, axis) => along.includes(axis) === inside)).map((place) => place * 4);
  const [bases, steps] = [bytes(false), bytes(true)];
  emit("rescale", {
    value,
    bases: table(bases),
    vectors: bases.length,
    steps: table(steps),
    length: steps.length,
    ...lengths.get(name)!(options as Readonly<Record<string, number>>),
  });
}

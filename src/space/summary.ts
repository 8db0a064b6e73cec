import { countOf, rangeText } from "./domain.ts";
import type { Parameter, Space } from "./space.ts";

/** One hyperparameter, for people. */
export interface SpaceRow {
  readonly name: string;
  readonly kind: string;
  /** `256 … 512`, or the values of a choice. */
  readonly values: string;
  /** `128`, or `log`; empty where there is neither. */
  readonly step: string;
  /** How many values there are; empty where they cannot be counted. */
  readonly count: string;
  /** How many there are of it, and when it is there: `each of $layers`, `when $layers > 1`. */
  readonly condition: string;
}

/** The hyperparameters of a space, as declared but for what depends on others, which stands after them. */
export function summarizeSpace(space: Space): SpaceRow[] {
  return space.parameters.map((parameter) => ({
    name: parameter.name,
    kind: parameter.domain.kind,
    values: rangeText(parameter.domain),
    step: stepText(parameter),
    count: Number.isFinite(countOf(parameter.domain)) ? String(countOf(parameter.domain)) : "",
    condition: conditionText(parameter),
  }));
}

const rough = new Intl.NumberFormat("en-US", {
  notation: "compact",
  compactDisplay: "long",
  maximumSignificantDigits: 2,
});

/** `1,536 configurations`, in full below a million; `About 1.1 million configurations`. */
export function sizeText(space: Space): string {
  const { size } = space;
  if (space.dimensions.some(({ domain }) => !Number.isFinite(countOf(domain))))
    return "Infinitely many configurations";
  if (!Number.isFinite(size)) return "More configurations than can be counted";
  const count = size < 1e6 ? size.toLocaleString("en-US") : `About ${rough.format(size)}`;
  return `${count} ${size === 1 ? "configuration" : "configurations"}`;
}

function stepText({ domain }: Parameter): string {
  if (domain.kind === "boolean" || domain.kind === "choice") return "";
  const step =
    domain.step === undefined || (domain.kind === "int" && domain.step === 1) ? "" : String(domain.step);
  return [step, ...(domain.log ? ["log"] : [])].filter((part) => part !== "").join(", ");
}

function conditionText({ written: { each, when } }: Parameter): string {
  return [
    ...(each === undefined ? [] : [`each of ${each}`]),
    ...(when === undefined ? [] : [`when ${when}`]),
  ].join(", ");
}

/** A value of one hyperparameter. A component that a choice offers stands as its label. */
export type Scalar = number | string | boolean;

/** What one hyperparameter may be. `min` and `max` are both allowed values. */
export type Domain =
  | {
      readonly kind: "int";
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly log: boolean;
    }
  | {
      readonly kind: "float";
      readonly min: number;
      readonly max: number;
      /** Absent: every number between. */
      readonly step?: number;
      readonly log: boolean;
    }
  | { readonly kind: "choice"; readonly values: readonly Scalar[] }
  | { readonly kind: "boolean" };

/** Floating point is forgiven this much of a step, so that 0 … 0.3 by 0.1 ends in 0.3. */
const SLACK = 1e-9;

/** The part of a step by which rounding may miss the end of a range: the more, the finer the steps. */
export function roundingOf(min: number, max: number, step: number): number {
  return Math.min((4 * Number.EPSILON * Math.max(Math.abs(min), Math.abs(max))) / step, 0.5);
}

/** How many whole steps fit a range. */
function stepsOf(min: number, max: number, step: number): number {
  return Math.floor((max - min) / step + SLACK + roundingOf(min, max, step));
}

/** How many values there are; Infinity where every number between two is one. */
export function countOf(domain: Domain): number {
  switch (domain.kind) {
    case "boolean":
      return 2;
    case "choice":
      return domain.values.length;
    case "int":
      return Math.floor((domain.max - domain.min) / domain.step) + 1;
    case "float":
      if (domain.min === domain.max) return 1;
      if (domain.step === undefined) return Number.POSITIVE_INFINITY;
      return stepsOf(domain.min, domain.max, domain.step) + 1;
  }
}

/** Value `index` of a domain that can be counted, in ascending order or as written. */
export function valueAt(domain: Domain, index: number): Scalar {
  switch (domain.kind) {
    case "boolean":
      return index === 1;
    case "choice":
      return domain.values[index]!;
    default:
      return stepped(domain.min, domain.step ?? 0, index);
  }
}

/** Which value of a domain that can be counted this is, from 0; -1 where it is none. */
export function indexOf(domain: Domain, value: Scalar): number {
  switch (domain.kind) {
    case "boolean":
      return typeof value === "boolean" ? Number(value) : -1;
    case "choice":
      return domain.values.indexOf(value);
    default: {
      if (typeof value !== "number") return -1;
      const index = Math.round((value - domain.min) / (domain.step ?? 1));
      const inside = index >= 0 && index < countOf(domain);
      return inside && Math.abs(Number(valueAt(domain, index)) - value) <= SLACK * Math.abs(value)
        ? index
        : -1;
    }
  }
}

/** Whether a value is one of the domain's. */
export function contains(domain: Domain, value: Scalar): boolean {
  if (domain.kind === "float" && domain.step === undefined) {
    return typeof value === "number" && value >= domain.min && value <= domain.max;
  }
  return indexOf(domain, value) >= 0;
}

/**
 * The value at a place of the unit interval, 0 ≤ place < 1 (1 itself gives the last value). Every value of a domain
 * that can be counted has an equal part of the interval; with `log` equal ratios have equal parts, and a whole number
 * takes all that rounds to it.
 */
export function valueAtPlace(domain: Domain, place: number): Scalar {
  if (domain.kind === "float" && domain.step === undefined) {
    const value = domain.log
      ? Math.exp(Math.log(domain.min) + place * Math.log(domain.max / domain.min))
      : domain.min + place * (domain.max - domain.min);
    return clamp(tidy(value), domain.min, domain.max);
  }
  const count = countOf(domain);
  if (isLog(domain)) {
    const [low, high] = logEnds(domain);
    const value = Math.exp(low + place * (high - low));
    return valueAt(domain, clamp(Math.round((value - domain.min) / (domain.step ?? 1)), 0, count - 1));
  }
  return valueAt(domain, clamp(Math.floor(place * count), 0, count - 1));
}

/** Where a value stands in the unit interval: in the middle of its part, so that `valueAtPlace` gives it back. */
export function placeOf(domain: Domain, value: Scalar): number {
  if (domain.kind === "float" && domain.step === undefined) {
    if (domain.min === domain.max) return 0.5;
    const number = Number(value);
    return domain.log
      ? Math.log(number / domain.min) / Math.log(domain.max / domain.min)
      : (number - domain.min) / (domain.max - domain.min);
  }
  if (isLog(domain)) {
    const [low, high] = logEnds(domain);
    return clamp((Math.log(Number(value)) - low) / (high - low), 0, 1);
  }
  return (indexOf(domain, value) + 0.5) / countOf(domain);
}

/** What a domain has, for people: `256 … 512`, or every value of a choice. */
export function rangeText(domain: Domain): string {
  if (domain.kind === "boolean") return "false, true";
  if (domain.kind === "choice") return domain.values.map(String).join(", ");
  return domain.min === domain.max ? String(domain.min) : `${domain.min} … ${domain.max}`;
}

/** Whether distance between values means something: false for choices and switches, which only differ. */
export function isOrdered(domain: Domain): boolean {
  return domain.kind === "int" || domain.kind === "float";
}

type LogDomain = Extract<Domain, { log: boolean }>;

function isLog(domain: Domain): domain is LogDomain {
  return (domain.kind === "int" || domain.kind === "float") && domain.log;
}

/** The logarithms of half a step below the first value and half a step above the last. */
function logEnds({ min, max, step = 0 }: LogDomain): [number, number] {
  return [Math.log(Math.max(min - step / 2, min / 2)), Math.log(max + step / 2)];
}

/** `min + index * step` with the decimals that these two are written with: 0.30000000000000004 is 0.3. */
function stepped(min: number, step: number, index: number): number {
  const decimals = Math.min(Math.max(decimalsOf(min), decimalsOf(step)), 100);
  // Adding 0 makes 0 of -0.
  return Number((min + index * step).toFixed(decimals)) + 0;
}

function decimalsOf(value: number): number {
  const [mantissa, exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa!.split(".")[1] ?? "").length - Number(exponent));
}

/** With 12 digits, which is all that a number drawn from a range needs. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

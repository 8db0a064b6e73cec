import { stringify } from "yaml";
import { componentName, type Difference, differences, optionsIn, wrappedIn } from "./difference.ts";

/** Longer values are cut. */
const WIDTH = 40;

/** `train.batchSize 64 → 128`; of a component in place of another their names. */
export function differenceText(difference: Difference): string {
  const { path, before, after, movedFrom } = difference;
  if (movedFrom !== undefined) return `${path} ${titleOf(after)} moved here from ${movedFrom}`;
  if (!("after" in difference)) return `${path} ${valueText(before)} → left out`;
  if (!("before" in difference)) return `${path} ${valueText(after)} is new`;
  if (exchanged(difference)) return `${path} ${titleOf(before)} → ${titleOf(after)}`;
  return `${path} ${valueText(before)} → ${valueText(after)}`;
}

/**
 * The same, and below a component in place of another the options that both have and do not share, and those that only
 * the second has.
 */
export function differenceLines(difference: Difference): string[] {
  const { before, after } = difference;
  const first = differenceText(difference);
  if (!exchanged(difference) || difference.movedFrom !== undefined) return [first];
  const [inside, outside] = [wrappedIn(after), wrappedIn(before)].map(componentName);
  // A layer that is wrapped, or unwrapped, is compared with itself.
  if (inside !== undefined && inside === componentName(before)) {
    const { layer, ...others } = optionsIn(after);
    return [first, ...optionLines(optionsIn(before), optionsIn(layer)), ...optionLines({}, others)];
  }
  if (outside !== undefined && outside === componentName(after)) {
    return [first, ...optionLines(optionsIn(wrappedIn(before)), optionsIn(after))];
  }
  return [first, ...optionLines(optionsIn(before), optionsIn(after))];
}

function optionLines(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  // The empty path stands for the whole, so options are compared as if they were documents.
  const changes = differences(before, after).filter((change) => "after" in change);
  const changed = changes.filter((change) => "before" in change).map((change) => differenceText(change));
  const own = changes.flatMap(({ path, after: value, ...others }) =>
    "before" in others ? [] : [`${path}: ${valueText(value)}`],
  );
  return [...changed, ...own].map((line) => `  ${line}`);
}

function exchanged({ before, after }: Difference): boolean {
  return componentName(before) !== undefined && componentName(after) !== undefined;
}

/** A component's name: `dense`, of a wrapper `bidirectional(lstm)`. */
function titleOf(value: unknown): string {
  const name = componentName(value);
  if (name === undefined) return valueText(value);
  const inside = wrappedIn(value);
  return componentName(inside) === undefined ? name : `${name}(${titleOf(inside)})`;
}

/** A value on one line, components by name and options; cut where it is long. */
export function valueText(value: unknown): string {
  const name = componentName(value);
  const text = name === undefined ? flow(value) : componentText(name, optionsIn(value));
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

function componentText(name: string, options: Readonly<Record<string, unknown>>): string {
  return Object.keys(options).length === 0 ? name : `${name} ${flow(options)}`;
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

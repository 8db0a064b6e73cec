import { nearest } from "../base/nearest.ts";
import { followed, type Keywords, takes } from "./definitions.ts";
import { faultsOf } from "./faults.ts";
import { definitions, experimentSchema, isSection } from "./schema.ts";
import { slipIn } from "./slips.ts";

/** What could have been meant in place of a key that a mapping does not have, by its value too. */
export function keyHint(key: string, value: unknown, schema: Keywords): string {
  const slip = slipIn(key);
  if (slip !== undefined) return slip.told.join("; ");
  const { properties = {}, title } = schema;
  const around = schema === experimentSchema ? AROUND : [];
  const allowed = [...Object.keys(properties), ...around];
  const listed = allowed.filter((name) => around.includes(name) || isListed(name, schema));
  const hint = namesHint(key, allowed, listed);
  if (title !== undefined) return hint;
  if (AROUND.includes(key)) return `\`${key}\` stands at the top of a file`;
  const places = placesFor(value);
  const near =
    nearest(key, allowed) === undefined && key.length > 3 ? nearest(key, [...places.keys()]) : undefined;
  const elsewhere = places.get(key) ?? places.get(near ?? "");
  return elsewhere === undefined ? hint : `did you mean \`${elsewhere}\`? ${listText(listed)}`;
}

/** What a file may have beside the keys of an experiment. */
const AROUND: readonly string[] = ["extends", "matrix"];

/** Whether a key is one that people look for there: no condition, no variant, and no label beside the members of a kind. */
function isListed(name: string, { properties = {}, title }: Keywords): boolean {
  const own = properties[name]!;
  if (title !== undefined) return !takes(own, "string");
  return own.format !== "condition" && own !== experimentSchema.properties!.variant;
}

/** The keys of an experiment that take a value of this form, each with its path: `train.epochs`. */
function placesFor(value: unknown): Map<string, string> {
  return new Map(
    [...sectionKeys(experimentSchema)].flatMap(([key, { place, schema }]) =>
      faultsOf(value, schema).some(({ keyword, path }) => keyword === "type" && path.length === 0)
        ? []
        : [[key, place] as const],
    ),
  );
}

interface SectionKey {
  readonly place: string;
  readonly schema: Keywords;
}

/** The keys of all sections within one, each with the path of the first that has it. */
function sectionKeys({ properties = {} }: Keywords, path = ""): Map<string, SectionKey> {
  const found = new Map<string, SectionKey>();
  for (const [name, property] of Object.entries(properties)) {
    const schema = followed(property, definitions);
    const place = `${path}${name}`;
    const inside = isSection(schema) ? sectionKeys(schema, `${place}.`) : [];
    for (const [key, own] of [[name, { place, schema }] as const, ...inside]) {
      if (!found.has(key)) found.set(key, own);
    }
  }
  return found;
}

/** The nearest name, and all that are `listed` where they are few. */
export function namesHint(name: string, allowed: readonly string[], listed = allowed): string {
  const near = nearest(name, allowed);
  if (near !== undefined && listed.length > 12) return `did you mean \`${near}\`?`;
  return near === undefined ? listText(listed) : `did you mean \`${near}\`? ${listText(listed)}`;
}

function listText(names: readonly string[]): string {
  return names.length > 0 ? `there is ${names.join(", ")}` : "";
}

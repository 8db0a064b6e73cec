import { nearest } from "../base/nearest.ts";
import { followed, type Keywords, takes } from "./definitions.ts";
import { definitions, experimentSchema, isSection } from "./schema.ts";

/** What could have been meant in place of a key that a mapping does not have. */
export function keyHint(key: string, schema: Keywords): string {
  const { properties = {}, title } = schema;
  const around = schema === experimentSchema ? AROUND : [];
  const allowed = [...Object.keys(properties), ...around];
  const listed = allowed.filter((name) => around.includes(name) || isListed(name, schema));
  const hint = namesHint(key, allowed, listed);
  if (title !== undefined || nearest(key, allowed) !== undefined) return hint;
  const elsewhere = placeElsewhere(key);
  return elsewhere === undefined ? hint : `did you mean ${elsewhere}? ${hint}`;
}

/** What a file may have beside the keys of an experiment. */
const AROUND: readonly string[] = ["extends", "matrix"];

/** Whether a key is one that people look for there: no condition, no variant, and no label beside the members of a kind. */
function isListed(name: string, { properties = {}, title }: Keywords): boolean {
  const own = properties[name]!;
  if (title !== undefined) return !takes(own, "string");
  return own.format !== "condition" && own !== experimentSchema.properties!.variant;
}

/** Where in an experiment a key of this name stands, or of one much like it: `train.epochs`. */
function placeElsewhere(key: string): string | undefined {
  const places = sectionKeys(experimentSchema);
  const name = nearest(key, [...places.keys()]);
  return name === undefined ? undefined : places.get(name);
}

/** The keys of all sections within one, each with the path of the first that has it. */
function sectionKeys({ properties = {} }: Keywords, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, property] of Object.entries(properties)) {
    const own = followed(property, definitions);
    const place = `${path}${name}`;
    const inside = isSection(own) ? sectionKeys(own, `${place}.`) : [];
    for (const [key, at] of [[name, place] as const, ...inside]) {
      if (!found.has(key)) found.set(key, at);
    }
  }
  return found;
}

/** The nearest name, and all that are `listed` where they are few. */
export function namesHint(name: string, allowed: readonly string[], listed = allowed): string {
  const near = nearest(name, allowed);
  if (near !== undefined && listed.length > 12) return `did you mean \`${near}\`?`;
  const all = listed.length > 0 ? `there is ${listed.join(", ")}` : "";
  return near === undefined ? all : `did you mean \`${near}\`? ${all}`;
}

import type { Keywords } from "./definitions.ts";
import { type LocatedEntry, type LocatedMapping, mapping } from "./located.ts";
import { childSchema, isSection } from "./schema.ts";

/**
 * One mapping over another: sections are merged key by key; everything else (components, lists, scalars,
 * parameters) is replaced as a whole, so that what stands in a file is never half of two things.
 */
export function merged(
  base: LocatedMapping,
  over: LocatedMapping,
  schema: Keywords | undefined,
): LocatedMapping {
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const under = entries.get(name);
    entries.set(name, under === undefined ? entry : mergedEntry(under, entry, childSchema(schema, name)));
  }
  return mapping(entries, over.at);
}

function mergedEntry(under: LocatedEntry, over: LocatedEntry, schema: Keywords | undefined): LocatedEntry {
  const [base, above] = [under.value, over.value];
  if (base.kind !== "mapping" || above.kind !== "mapping" || !isSection(schema)) return over;
  return { key: over.key, value: merged(base, above, schema) };
}

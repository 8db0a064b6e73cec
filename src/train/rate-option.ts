import type { Tagged } from "../component/component.ts";
import type { Schema } from "../component/schema.ts";
import { schema } from "../component/schema.ts";

/** The learning rate of an optimizer: a number, or a schedule that says how it moves over the steps. */
export function rateOption(value: number): Schema<number | Tagged> {
  return schema<number | Tagged>({
    anyOf: [{ type: "number", minimum: 0 }, { $ref: "#/$defs/schedule" }],
    description: "Size of a step: a number, or a schedule",
    default: value,
  });
}

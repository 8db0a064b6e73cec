import { float, int, optional } from "../component/options.ts";
import { objectSchema, type Schema, schema } from "../component/schema.ts";

/** What one hyperparameter may be: its kind with its range, and when it is there at all. */
export const parameterSchema: Schema = schema({
  type: "object",
  title: "kind of hyperparameter",
  description:
    "One hyperparameter: its kind, such as `choice: [1, 2]`, and `each` or `when` where it is not always there",
  properties: {
    int: {
      ...objectSchema({
        min: int("Smallest value"),
        max: int("Largest value"),
        step: optional(int("Distance between values", { min: 1 })),
        log: optional(schema<boolean>({ type: "boolean", description: "Draw the logarithm evenly" })),
      }),
      description: "A whole number",
    },
    float: {
      ...objectSchema({
        min: float("Smallest value"),
        max: float("Largest value"),
        step: optional(float("Distance between values", { above: 0 })),
        log: optional(schema<boolean>({ type: "boolean", description: "Draw the logarithm evenly" })),
      }),
      description: "A number",
    },
    choice: {
      type: "array",
      minItems: 1,
      description: "One of these values, or one of these components",
    },
    boolean: { ...objectSchema({}), description: "true or false" },
    each: {
      type: ["integer", "string"],
      minimum: 1,
      format: "condition",
      description: "How many there are: `$layers` makes one a layer",
    },
    when: {
      type: "string",
      minLength: 1,
      format: "condition",
      description: "The condition under which the parameter is there",
    },
  },
  additionalProperties: false,
});

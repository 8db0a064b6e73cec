import type { ObjectSchema, OptionSchemas } from "./schema.ts";

/**
 * One thing a file can name: a layer, a source, an optimizer, a callback, … Validation, the TypeScript type
 * of its options, the JSON Schema with editor completion and the reference page all come from this value.
 * Each family adds what its members can do (a layer has a shape, an optimizer has an update).
 */
export interface Component<Name extends string = string, Options extends OptionSchemas = OptionSchemas> {
  /** The key in the file, in tfjs's own spelling: `conv2d`, `earlyStopping`. */
  readonly name: Name;
  /** One line for the reference page and the editor's hover, ending without a full stop. */
  readonly summary: string;
  /** The options, each described, with its unit and default. Built with the helpers of `options.ts`. */
  readonly options: ObjectSchema<Options>;
}

/**
 * A component as the resolved experiment holds it: one key, the component's name, and its complete options.
 * `{ dense: { units: 10, activation: "softmax", … } }`.
 */
export type Tagged = { readonly [name: string]: Readonly<Record<string, unknown>> };

/** The name of a tagged component. */
export function nameOf(tagged: Tagged): string {
  return Object.keys(tagged)[0]!;
}

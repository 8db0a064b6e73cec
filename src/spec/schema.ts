import { flag, float, int, list, optional, path, text, word } from "../component/options.ts";
import {
  type ObjectSchema,
  type OptionSchemas,
  objectSchema,
  type Schema,
  schema,
} from "../component/schema.ts";
import { augmentations } from "../data/augmentations.ts";
import { preprocessors } from "../data/preprocessors.ts";
import { sources } from "../data/sources.ts";
import { engineNames } from "../engine/engines.ts";
import { activations } from "../model/activations.ts";
import { constraints } from "../model/constraints.ts";
import { initializers } from "../model/initializers.ts";
import { layers } from "../model/layers.ts";
import { regularizers } from "../model/regularizers.ts";
import { parameterSchema } from "../space/parameter.ts";
import { callbacks } from "../train/callbacks.ts";
import { losses } from "../train/losses.ts";
import { metrics } from "../train/metrics.ts";
import { optimizers } from "../train/optimizers.ts";
import { schedules } from "../train/schedules.ts";
import { pruners } from "../tuner/pruners.ts";
import { tuners } from "../tuner/tuners.ts";
import type { Definitions, Keywords } from "./definitions.ts";
import { followed } from "./definitions.ts";

/** Every family of components, in the order of the reference. */
export const families = [
  sources,
  preprocessors,
  augmentations,
  layers,
  activations,
  initializers,
  regularizers,
  constraints,
  losses,
  metrics,
  optimizers,
  schedules,
  callbacks,
  tuners,
  pruners,
] as const;

function ref(name: string, description: string): Schema {
  return schema({ $ref: `#/$defs/${name}`, description });
}

function section<Properties extends OptionSchemas>(
  description: string,
  properties: Properties,
): ObjectSchema<Properties> {
  return { ...objectSchema(properties), description };
}

/** A layer in a model: the layer itself, its label, and where its input comes from. */
const layerItem: Schema = schema({
  type: "object",
  title: "layer",
  description: "A layer; it takes the one before it unless it says from",
  properties: {
    ...(layers.schema.properties as Record<string, Schema>),
    name: text("A label by which from: can name this layer; unique in the model"),
    from: schema({
      type: ["string", "array"],
      minLength: 1,
      items: { type: "string", minLength: 1 },
      minItems: 1,
      description:
        "The layer or layers whose output this one takes; `previous` is the one before, `input` the data",
    }),
  },
  additionalProperties: false,
});

const dataset = section("The data: where it comes from, how it is divided, what is done to it", {
  source: ref("source", "Where the data comes from"),
  share: float("Share of every part that is used", { above: 0, max: 1, default: 1 }),
  split: {
    ...section("How samples are divided where the source does not say", {
      validation: float("Share of the training samples held out for validation", {
        min: 0,
        below: 1,
        default: 0,
      }),
      test: float("Share of all samples held out for testing", { min: 0, below: 1, default: 0 }),
      stratify: flag("Keep the proportions of the classes in every part", false),
    }),
    default: {},
  },
  preprocess: list(ref("preprocessor", "One step"), "What is done to every sample, in order", {
    default: [],
  }),
  augment: list(ref("augmentation", "One change"), "Random changes to training samples, in order", {
    default: [],
  }),
});

const model = section("The model as a list of layers", {
  layers: list(ref("layerItem", "One layer"), "The layers; each takes the one before it", { least: 1 }),
});

const train = section("How the model is trained", {
  loss: ref("loss", "What training makes small"),
  metrics: list(ref("metric", "One metric"), "What is measured beside the loss", { default: [] }),
  optimizer: ref("optimizer", "How weights are moved"),
  batchSize: int("Samples in one step", { min: 1, default: 32 }),
  epochs: int("Most passes over the training samples", { min: 1 }),
  callbacks: list(ref("callback", "One callback"), "What watches the training and may steer it", {
    default: [],
  }),
  classWeights: optional(
    schema({
      anyOf: [
        { type: "string", enum: ["balanced"] },
        { type: "array", items: { type: "number", minimum: 0 }, minItems: 2 },
      ],
      description: "Weight of each class in the loss: balanced, or one number for each class in order",
    }),
  ),
});

const search = section("A search for the best hyperparameters", {
  objective: section("What the search makes large or small", {
    metric: text("A logged name, such as val_accuracy"),
    goal: optional(word(["max", "min"], "Which way is better")),
  }),
  tuner: ref("tuner", "What suggests the next trial"),
  pruner: optional(ref("pruner", "What gives up hopeless trials before their last epoch")),
  trial: optional(
    section("What differs from train while searching", {
      epochs: optional(int("Most passes over the training samples", { min: 1 })),
      batchSize: optional(int("Samples in one step", { min: 1 })),
      callbacks: optional(list(ref("callback", "One callback"), "In place of those of train")),
      share: optional(
        float("Share of the training samples that trials are trained on", { above: 0, max: 1 }),
      ),
      limit: optional(
        section("What ends a trial as failed", {
          minutes: optional(float("Minutes that a trial may take", { above: 0 })),
          memory: optional(int("Memory that its worker may take, in MiB", { min: 64 })),
        }),
      ),
    }),
  ),
  parallel: int("How many trials a suggestion may not yet see", { min: 1, default: 1 }),
  maxConsecutiveFailures: int("Failed trials in a row that end the search", { min: 1, default: 3 }),
  start: optional(
    list(
      schema<unknown>({
        type: "object",
        minProperties: 1,
        additionalProperties: {
          type: ["number", "string", "boolean", "array"],
          items: { type: ["number", "string", "boolean"] },
        },
      }),
      "Configurations that are tried first: each a value for every hyperparameter that is there",
    ),
  ),
  from: optional(path("The folder of a finished version whose trials this search begins from")),
  final: {
    ...section("What happens once the trials are done", {
      confirm: optional(
        section("Train the best trials again over fresh seeds; the best mean wins", {
          top: int("How many of the best trials", { min: 1, default: 3 }),
          seeds: int("How many fresh seeds each is trained over", { min: 2, default: 3 }),
        }),
      ),
      data: word(["train", "trainAndValidation"], "What the final training learns from", "train"),
    }),
    default: {},
  },
  space: schema({
    type: "object",
    title: "space",
    additionalProperties: { $ref: "#/$defs/parameter" },
    minProperties: 1,
    description: "The hyperparameters by name",
  }),
});

const SEED = int("Decides all randomness; any whole number", {
  min: Number.MIN_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
  default: 0,
});

/** One experiment, complete: what `resolve` makes of a file, and what is validated. */
export const experimentSchema: Keywords = section("An experiment", {
  name: schema({
    type: "string",
    pattern: "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$",
    maxLength: 100,
    description: "Names the experiment's folder under results/",
  }),
  variant: optional(text("Which variant of a matrix this is; written by run-exp")),
  description: optional(text("What the experiment is about, for readers")),
  seed: SEED,
  engine: word(engineNames, "What trains the model; auto takes the best that is there", "auto"),
  dataset: ref("dataset", "The data"),
  model: ref("model", "The model"),
  train: ref("train", "The training"),
  replicates: int("How often the training is repeated over derived seeds", { min: 1, max: 1000, default: 1 }),
  search: optional(ref("search", "A search for hyperparameters")),
}) as Keywords;

/** A search whose trials a program runs itself. */
export const tunerSettings: Keywords = section("A tuner for a program", {
  tuner: search.properties.tuner,
  space: search.properties.space,
  goal: word(["max", "min"], "Which way is better"),
  seed: SEED,
  parallel: search.properties.parallel,
  start: search.properties.start,
}) as Keywords;

/** What `$ref` leads to. */
export const definitions: Definitions = {
  dataset,
  model,
  train,
  search,
  layerItem,
  layerItems: schema({ type: "array", items: { $ref: "#/$defs/layerItem" } }),
  parameter: parameterSchema,
  ...Object.fromEntries(families.map(({ kind, schema: members }) => [kind, members])),
};

/** The schema of one key of an object; undefined where the object has no such key. */
export function childSchema(parent: Keywords | undefined, name: string): Keywords | undefined {
  const child = parent === undefined ? undefined : followed(parent, definitions).properties?.[name];
  return child === undefined ? undefined : followed(child, definitions);
}

/** Whether an object is a section, merged key by key; what has a title is one value of a kind. */
export function isSection(candidate: Keywords | undefined): boolean {
  return candidate !== undefined && takesObject(candidate) && candidate.title === undefined;
}

function takesObject(candidate: Keywords): boolean {
  return candidate.type === "object";
}

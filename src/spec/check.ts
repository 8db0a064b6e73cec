import { OptionProblem } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { nameOf } from "../component/component.ts";
import { type DataOutline, describeDataset } from "../data/open.ts";
import type { SourceContext } from "../data/source.ts";
import { buildGraph } from "../model/graph.ts";
import type { Model } from "../model/model.ts";
import { FINAL } from "../train/callback.ts";
import { callbacks } from "../train/callbacks.ts";
import { lossProblem } from "../train/fit.ts";
import { loggedNames } from "../train/loop.ts";
import { metrics } from "../train/metrics.ts";
import type { Experiment } from "./experiment.ts";
import type { Issues } from "./issue.ts";
import { keyAt, type Located, originAt, type Path } from "./located.ts";
import type { Validated } from "./validate.ts";

/** A resolved experiment with where it was written and what of it is sound. */
export interface Checked {
  readonly experiment: Experiment;
  readonly tree: Located;
  readonly validated: Validated;
  /** Where the experiment's data are looked for. */
  readonly data: SourceContext;
}

/**
 * The rules that no schema can state: shapes fit, the loss fits the output, what is monitored is logged, the
 * data are there. Each looks only at parts that are sound, so that one mistake is told once.
 */
export async function check(subject: Checked, issues: Issues): Promise<void> {
  checkName(subject, issues);
  checkKeptWeights(subject, issues);
  const outline = await outlineOf(subject, issues);
  const model = outline === undefined ? undefined : modelOf(subject, outline.shape, issues);
  if (outline !== undefined) checkClassWeights(subject, outline, issues);
  if (outline !== undefined && model !== undefined) {
    checkSize(subject, model, issues);
    checkLoss(subject, outline, model, issues);
    checkMetrics(subject, outline, model, issues);
  }
  if (outline !== undefined) checkCallbacks(subject, outline, issues);
}

/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/** The list of all versions, which stands beside the experiments' folders. */
const LEADERBOARD = "index.csv";

function checkName({ experiment, tree, validated }: Checked, issues: Issues): void {
  if (!validated.sound(["name"])) return;
  const at = originAt(tree, ["name"]);
  if (DEVICE_NAME.test(experiment.name)) {
    issues.add("bad-name", at, `\`${experiment.name}\` cannot name a folder on Windows`);
  }
  if (experiment.name.toLowerCase() === LEADERBOARD) {
    issues.add("bad-name", at, `\`${experiment.name}\` is the list of all versions, beside their folders`);
  }
}

/** What four gibibytes hold, which is all that a 32-bit memory addresses: more than any engine takes. */
const MOST_VALUES = 2 ** 30;

/** Refuses the first layer with which the model has too many parameters, or whose output is too large. */
function checkSize({ tree }: Checked, { nodes }: Model, issues: Issues): void {
  let parameters = 0;
  for (const { index, layer, weights, shape } of nodes) {
    parameters += weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
    const output = sizeOf(shape);
    if (parameters <= MOST_VALUES && output <= MOST_VALUES) continue;
    const [count, what] = output > MOST_VALUES ? [output, "values"] : [parameters, "parameters so far"];
    const at = keyAt(tree, ["model", "layers", index, nameOf(layer)]);
    issues.add(
      "too-large",
      at,
      `this comes to ${count.toLocaleString("en-US")} ${what}, more than 4 GiB hold`,
      "use fewer units or filters, or pool before this layer",
    );
    return;
  }
}

async function outlineOf(subject: Checked, issues: Issues): Promise<DataOutline | undefined> {
  if (!subject.validated.sound(["dataset"])) return undefined;
  try {
    return await describeDataset(subject.experiment.dataset, subject.data);
  } catch (error) {
    addProblem(error, subject, ["dataset"], "bad-data", issues);
    return undefined;
  }
}

/** The model as far as its layers are sound; undefined where its output is not known. */
function modelOf(subject: Checked, input: Shape, issues: Issues): Model | undefined {
  const { experiment, validated, tree } = subject;
  if (!validated.sound(["model"]) && !Array.isArray(experiment.model?.layers)) return undefined;
  const layers = experiment.model.layers;
  const firstFault = layers.findIndex((_, index) => !validated.sound(["model", "layers", index]));
  const sound = firstFault < 0 ? layers : layers.slice(0, firstFault);
  if (sound.length === 0) return undefined;
  const { model, problems } = buildGraph(input, sound);
  for (const { item, path, message, hint } of problems) {
    const cutOff = firstFault >= 0 && path[0] !== "layer";
    const inTree: Path = ["model", "layers", item, ...(path[0] === "layer" ? path.slice(1) : path)];
    const at = path.length === 2 && path[0] === "layer" ? keyAt(tree, inTree) : originAt(tree, inTree);
    if (!cutOff) issues.add("bad-model", at, message, hint);
  }
  return firstFault < 0 ? model : undefined;
}

function checkLoss(
  { experiment, tree, validated }: Checked,
  outline: DataOutline,
  model: Model,
  issues: Issues,
): void {
  if (!validated.sound(["train", "loss"])) return;
  const { loss } = experiment.train;
  const problem = lossProblem(loss, model.output, outline.labels, outline.classes?.length);
  if (problem === undefined) return;
  issues.add("loss-mismatch", keyAt(tree, ["train", "loss", nameOf(loss)]), problem.message, problem.hint);
}

function checkMetrics(subject: Checked, outline: DataOutline, model: Model, issues: Issues): void {
  const { experiment, tree, validated } = subject;
  if (!validated.sound(["train", "metrics"])) return;
  const width = model.output.at(-1) ?? 1;
  const context = { labels: outline.labels.kind, rows: sizeOf(model.output) / width, width };
  const seen = new Set<string>();
  experiment.train.metrics.forEach((tagged, index) => {
    const path: Path = ["train", "metrics", index];
    const { component, options } = metrics.open(tagged);
    const name = component.logName(options);
    if (seen.has(name)) {
      issues.add("duplicate-metric", originAt(tree, path), `the metric \`${name}\` is logged twice`);
    }
    seen.add(name);
    try {
      component.start(context, options);
    } catch (error) {
      addProblem(error, subject, [...path, component.name], "metric-mismatch", issues);
    }
  });
}

function checkCallbacks(subject: Checked, outline: DataOutline, issues: Issues): void {
  const { experiment, validated } = subject;
  if (!validated.sound(["train"])) return;
  const logged = loggedNames(experiment.train.metrics, outline.counts.validation > 0);
  experiment.train.callbacks.forEach((tagged, index) => {
    const { component, options } = callbacks.open(tagged);
    try {
      component.check?.(options, { logged, epochs: experiment.train.epochs });
    } catch (error) {
      addProblem(error, subject, ["train", "callbacks", index, component.name], "bad-callback", issues);
    }
  });
}

/** Two callbacks that keep weights under one name would undo each other's work. */
function checkKeptWeights({ experiment, tree, validated }: Checked, issues: Issues): void {
  if (!validated.sound(["train", "callbacks"])) return;
  const names = new Set<string>();
  experiment.train.callbacks.forEach((tagged, index) => {
    const { component, options } = callbacks.open(tagged);
    const name = component.keeps?.(options);
    if (name === undefined) return;
    if (names.has(name)) {
      issues.add(
        "duplicate-weights",
        keyAt(tree, ["train", "callbacks", index, component.name]),
        `an earlier callback keeps the \`${name}\` weights already`,
        name === FINAL ? "leave restoreBestWeights out of one of them" : "leave one of them out",
      );
    }
    names.add(name);
  });
}

function checkClassWeights(
  { experiment, tree, validated }: Checked,
  outline: DataOutline,
  issues: Issues,
): void {
  const weights = validated.sound(["train", "classWeights"]) ? experiment.train?.classWeights : undefined;
  if (weights === undefined) return;
  const at = originAt(tree, ["train", "classWeights"]);
  const classes = outline.classes?.length;
  if (classes === undefined) {
    issues.add(
      "bad-class-weights",
      at,
      "`classWeights` needs data with classes",
      "leave it out for regression",
    );
  } else if (typeof weights !== "string" && weights.length !== classes) {
    issues.add(
      "bad-class-weights",
      at,
      `there are ${classes} classes and ${weights.length} weights`,
      "write one weight for each class, in order",
    );
  }
}

/** Records a component's own complaint at the option it speaks of; anything else is a bug and goes on. */
function addProblem(error: unknown, subject: Checked, base: Path, code: string, issues: Issues): void {
  if (!(error instanceof OptionProblem)) throw error;
  issues.add(code, originAt(subject.tree, [...base, ...error.path]), error.message, error.hint);
}

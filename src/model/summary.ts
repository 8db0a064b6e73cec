import { type Shape, showShape, sizeOf } from "../base/shape.ts";
import { nameOf } from "../component/component.ts";
import type { Model, Node } from "./model.ts";

/** One layer, as model.txt and the report show it. */
export interface Row {
  readonly name: string;
  /** The layer's key in the file: `conv2d`. */
  readonly type: string;
  /** Names of the layers it takes; `input` is the model's input. */
  readonly from: readonly string[];
  readonly shape: Shape;
  /** All of its weights' values, frozen ones included. */
  readonly parameters: number;
  /** Those that training moves by gradient. */
  readonly trainable: number;
}

/** The layers in order, with their shapes and parameters. */
export function summarize(model: Model): Row[] {
  return model.nodes.map((node) => ({
    name: node.name,
    type: nameOf(node.layer),
    from: node.inputs.map((index) => (index === -1 ? "input" : model.nodes[index]!.name)),
    shape: node.shape,
    parameters: countValues(node),
    trainable: countValues(node, true),
  }));
}

const WIDTH = 80;
const GAP = "  ";

/** The text of model.txt: at most 80 columns, where names are of reasonable length. Ends in a newline. */
export function modelText(model: Model): string {
  const rows = summarize(model);
  const cells = [
    ["layer", "type", "output", "parameters"],
    ["input", "", showShape(model.input), ""],
    ...rows.map((row) => [row.name, row.type, showShape(row.shape), thousands(row.parameters)]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map(([name, type, output, parameters]) =>
    [
      name!.padEnd(widths[0]!),
      type!.padEnd(widths[1]!),
      output!.padEnd(widths[2]!),
      parameters!.padStart(widths[3]!),
    ]
      .join(GAP)
      .trimEnd(),
  );
  const rule = "─".repeat(
    Math.min(
      WIDTH,
      widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length),
    ),
  );
  const [head, ...body] = lines;
  const withSources = body.flatMap((line, index) => [line, ...sourceLines(model, rows, index - 1)]);
  const total = rows.reduce((sum, row) => sum + row.parameters, 0);
  const trainable = rows.reduce((sum, row) => sum + row.trainable, 0);
  const totals = [
    `${thousands(total)} parameters`,
    ...(trainable === total
      ? []
      : [`${thousands(trainable)} of them trained, ${thousands(total - trainable)} not`]),
  ];
  return `${[head, rule, ...withSources, rule, ...totals].join("\n")}\n`;
}

/** Where a layer takes something else than the layer above it, one line for each source. */
function sourceLines(model: Model, rows: readonly Row[], index: number): string[] {
  if (index < 0) return [];
  const { inputs } = model.nodes[index]!;
  if (inputs.length === 1 && inputs[0] === index - 1) return [];
  return rows[index]!.from.map((name) => `${GAP}from ${name}`);
}

function countValues(node: Node, trainable?: true): number {
  const counted = node.weights.filter((weight) => trainable === undefined || weight.trainable);
  return counted.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
}

/** A whole number with thousands separators: 407,050. */
function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

import { type Shape, sameShape, showShape } from "../base/shape.ts";
import { nameOf, type Tagged } from "../component/component.ts";
import type { DataFacts } from "../data/dataset.ts";
import { losses } from "./losses.ts";

interface Misfit {
  readonly message: string;
  readonly hint: string;
}

/**
 * Why a loss cannot be computed from a model's output and the data's labels; undefined where it can.
 * `classes` is the number of classes, where the labels are of classes.
 */
export function lossProblem(
  loss: Tagged,
  output: Shape,
  labels: DataFacts["labels"],
  classes?: number,
): Misfit | undefined {
  const name = nameOf(loss);
  if (losses.get(name).labels === "class") return classProblem(name, output, labels, classes);
  if (name === "binaryCrossentropy" && labels.kind === "class") return binaryProblem(output, classes);
  return vectorProblem(name, output, labels);
}

function classProblem(
  name: string,
  output: Shape,
  labels: DataFacts["labels"],
  classes: number | undefined,
): Misfit | undefined {
  if (labels.kind !== "class") {
    return {
      message: `${name} takes class numbers, and the labels are vectors of ${showShape(labels.shape)}`,
      hint:
        classes === undefined
          ? "use meanSquaredError, or another loss for numbers"
          : "use categoricalCrossentropy, or leave oneHot out of preprocess",
    };
  }
  if (!sameShape(output.slice(0, -1), labels.shape)) {
    return {
      message: `${name} needs an output of ${showShape([...labels.shape, classes ?? 0])}, and the model's is ${showShape(output)}`,
      hint: "end the model in flatten or a global pooling, then dense with one unit for each class",
    };
  }
  const width = output.at(-1);
  if (classes !== undefined && width !== classes) {
    const binary = classes === 2 && width === 1 ? ", or use binaryCrossentropy" : "";
    return {
      message: `the data have ${classes} classes, and the model's output has ${width} ${width === 1 ? "value" : "values"}`,
      hint: `give the last layer units: ${classes}${binary}`,
    };
  }
  return undefined;
}

function binaryProblem(output: Shape, classes: number | undefined): Misfit | undefined {
  if (classes === 2 && sameShape(output, [1])) return undefined;
  return {
    message: `binaryCrossentropy of class numbers needs two classes and one output, not ${classes ?? "no"} classes and ${showShape(output)}`,
    hint: "use sparseCategoricalCrossentropy with one output for each class",
  };
}

function vectorProblem(name: string, output: Shape, labels: DataFacts["labels"]): Misfit | undefined {
  if (labels.kind === "class") {
    const sparse = name === "categoricalCrossentropy" ? "use sparseCategoricalCrossentropy, or " : "";
    // With one output it is rather a number that is estimated than a class that is told.
    const number =
      output.at(-1) === 1 ? "of a csv source whose target is a number, say targetKind: number; else " : "";
    return {
      message: `${name} takes vectors, and the labels are class numbers`,
      hint: `${sparse}${number}add oneHot to dataset.preprocess`,
    };
  }
  if (sameShape(output, labels.shape)) return narrowProblem(name, output);
  return {
    message: `the labels are ${showShape(labels.shape)}, and the model's output is ${showShape(output)}`,
    hint: `${name} needs both to be alike; change the last layer`,
  };
}

function narrowProblem(name: string, output: Shape): Misfit | undefined {
  if (output.at(-1)! >= losses.get(name).leastWidth) return undefined;
  return {
    message: `${name} compares several outputs, and the model has one`,
    hint: "use a loss of single outputs: binaryCrossentropy, meanSquaredError, hinge",
  };
}

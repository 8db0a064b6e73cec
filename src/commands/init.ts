import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { RunExpError } from "../base/errors.ts";
import { writeWhole } from "../base/files.ts";
import { editorSchemaTexts } from "../spec/editor-schema.ts";
import type { ExitCode, Output } from "./output.ts";

const SCHEMA = "experiment.schema.json";

/** Writes a commented experiment to start from, and the schemas for editors where none can be found from there. */
export async function init(file: string, output: Output): Promise<ExitCode> {
  if (existsSync(file)) {
    throw new RunExpError("file-exists", `${file} is there already`, "name another: run-exp init FILE");
  }
  const folder = dirname(resolve(file));
  const schemas = schemasFor(folder) ?? (await writeSchemas(output));
  const schema = relative(folder, join(schemas, SCHEMA)).replaceAll("\\", "/");
  await writeWhole(file, template(experimentName(file), schema));
  output.message(`wrote ${file}`);
  output.message(`  run-exp validate ${file}   finds its mistakes and runs nothing`);
  output.message(`  run-exp ${file}            trains it and leaves a version below results/`);
  return 0;
}

/** The nearest schemas that a file in this folder can name: of run-exp as it is installed there, or a copy. */
function schemasFor(folder: string): string | undefined {
  const places = [join(folder, "node_modules", "run-exp", "schemas"), join(folder, "schemas")];
  const found = places.find((place) => existsSync(join(place, SCHEMA)));
  if (found !== undefined) return found;
  return dirname(folder) === folder ? undefined : schemasFor(dirname(folder));
}

async function writeSchemas(output: Output): Promise<string> {
  const folder = resolve("schemas");
  for (const [name, text] of Object.entries(editorSchemaTexts())) await writeWhole(join(folder, name), text);
  output.message("wrote schemas/, from which editors complete and check experiments");
  return folder;
}

/** The file's name as far as it can name an experiment. */
function experimentName(file: string): string {
  const words =
    basename(file)
      .replace(/\.ya?ml$/i, "")
      .match(/[A-Za-z0-9_-]+/g) ?? [];
  return words.join("-").replace(/^[_-]+/, "") || "first";
}

function template(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# An experiment: everything that decides the result stands in this file.
name: ${name} # its versions are kept in results/${name}/
description: A small dense network on a tenth of Fashion-MNIST.
seed: 42 # decides all randomness: the same file gives the same result

dataset:
  source: fashionMnist # fetched once; also mnist, cifar10, or your own files: csv, idx, npy, npz, images
  share: 0.1 # use a tenth of it; leave this out for all
  split: { validation: 0.2, stratify: true }
  preprocess:
    - rescale: { scale: 1/255 }

model:
  layers: # each takes the one before it
    - flatten
    - dense: { units: 64, activation: relu }
    - dropout: { rate: 0.2 }
    - dense: { units: 10, activation: softmax } # one unit for each class

train:
  loss: sparseCategoricalCrossentropy
  metrics: [accuracy]
  optimizer: { adam: { learningRate: 0.001 } }
  batchSize: 64
  epochs: 10 # at most; earlyStopping may end it sooner
  callbacks:
    - earlyStopping: { monitor: val_accuracy, patience: 3, restoreBestWeights: true }

# More, one line each:
# replicates: 3                    train three times and report mean and spread
# matrix: { units: [32, 64] }      variants of this file; write $units where the value belongs
`;
}

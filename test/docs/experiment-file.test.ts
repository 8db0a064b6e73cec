import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadExperiments } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";
import { float32Npy, npzFile, png, uint8Npy } from "../data/fixtures.ts";
import { scratch } from "../scratch.ts";

/** docs/experiment-file.md: every example is a sound piece of a sound file. */
const test = suite("docs/experiment-file");

const TEXT = readFileSync("docs/experiment-file.md", "utf8");
const EXAMPLES = [...TEXT.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example]) => example!);

const folder = scratch();
cpSync("experiments", folder, { recursive: true });

const SMALLEST = /```yaml\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8"))![1]!;
write("smallest.yaml", SMALLEST);

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const kinds = Array.from({ length: 9 }, (_, row) => `${row},${row % 4 > 0 ? row : ""},red,${"abc"[row % 3]}`);
write("data/iris.csv", `length,width,colour,kind\n${kinds.join("\n")}\n`);
const digits = { x_train: float32Npy([4, 4], Array(16).fill(1)), y_train: uint8Npy([4], [0, 1, 0, 1]) };
write("data/digits.npz", npzFile(digits));
for (const kind of ["rose", "tulip"]) write(`data/flowers/${kind}/1.png`, await png(3, 3, [1, 2, 3]));

async function mistakes(text: string): Promise<string[]> {
  write("example.yaml", text);
  return (await loadExperiments(join(folder, "example.yaml"))).issues.map((issue) => renderIssue(issue));
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** A whole file around an example. */
function around(example: string): string {
  const head = "extends: smallest.yaml\nname: example\n";
  const answer = "    - flatten\n    - dense: { units: 10, activation: softmax }\n";
  if (example.includes("extends:")) return example;
  if (example.startsWith("layers:\n  - flatten")) return `${head}model:\n${indented(example)}`;
  if (example.startsWith("layers:")) return `${head}model:\n${indented(example)}${answer}`;
  if (example.startsWith("  - repeat:")) {
    return `${head}model:\n  layers:\n    - flatten\n${indented(example)}${answer}`;
  }
  if (!example.startsWith("matrix:")) return `${head}${example}`;
  const layers =
    "    - flatten\n    - dense: { units: $width }\n    - dense: { units: 10, activation: softmax }";
  return `${head}${example}model:\n  layers:\n${layers}\ntrain: { optimizer: $optimizer }\n`;
}

for (const [index, example] of EXAMPLES.entries()) {
  if (example.startsWith("source:")) continue;
  test(`example ${index + 1} is sound: ${example.trim().split("\n")[0]}`, async () => {
    assert.equal(await mistakes(around(example)), []);
  });
}

const classes = { csv: 3, npz: 2, images: 2 };

for (const source of EXAMPLES.find((example) => example.startsWith("source:"))!
  .trim()
  .split("\n")) {
  test(`this source is sound: ${source}`, async () => {
    const name = /\{ (\w+):/.exec(source)![1] as keyof typeof classes;
    const layers = `    - flatten\n    - dense: { units: ${classes[name]}, activation: softmax }\n`;
    const train = "train: { loss: sparseCategoricalCrossentropy, optimizer: adam, epochs: 1 }\n";
    const whole = `name: example\ndataset:\n  ${source}\nmodel:\n  layers:\n${layers}${train}`;
    const flat = name === "csv" ? whole.replace("    - flatten\n", "") : whole;
    assert.equal(await mistakes(flat), []);
  });
}

test.run();

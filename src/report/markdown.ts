import { nameOf } from "../component/component.ts";
import type { Part } from "../data/dataset.ts";
import { experimentPath } from "../spec/experiment.ts";
import { showNumber } from "../store/formats.ts";
import { classScores, spread, type TrainingFigures, type VersionContent } from "../store/version-files.ts";

/** What a report tells: a version's content but for the report itself, and how many samples each part has. */
export type Reported = Omit<VersionContent, "report" | "plots" | "environment" | "model" | "weights"> & {
  readonly sizes: Readonly<Partial<Record<Part, number>>>;
};

/** report.md: what was asked and what came out, one fact a line, so that a diff reads like a review. */
export function reportText(content: Reported): string {
  const { experiment, trainings } = content;
  const sections = [
    `# ${experimentPath(experiment)}`,
    ...(experiment.description === undefined ? [] : [experiment.description]),
    `## Figures\n\n${figuresTable(trainings[0])}`,
    ...(trainings.length > 1
      ? [`## Over ${trainings.length} replicates\n\n${replicatesTable(trainings)}`]
      : []),
    `## Learning curves\n\n![Loss and metric over the epochs](plots/learning-curves.svg)`,
    `## Training\n\n${trainingFacts(content)}`,
    `## Data\n\n${dataFacts(content)}`,
    `## Model\n\n\`\`\`\n${content.modelText.trimEnd()}\n\`\`\``,
    ...classSection(content),
    `## Provenance\n\n${provenance(content)}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function figuresTable({ figures }: TrainingFigures): string {
  const parts = Object.keys(figures) as Part[];
  const names = Object.keys(figures[parts[0]!] ?? {});
  const rows = parts.map((part) => [part, ...names.map((name) => showNumber(figures[part]![name]!))]);
  return markdownTable(["", ...names], rows);
}

function replicatesTable(trainings: readonly TrainingFigures[]): string {
  const rows = Object.entries(spread(trainings)).flatMap(([part, figures]) =>
    Object.entries(figures).map(([name, { mean, deviation }]) => [
      `${part} ${name}`,
      showNumber(mean),
      showNumber(deviation),
    ]),
  );
  return markdownTable(["", "mean", "standard deviation"], rows);
}

function trainingFacts({ experiment: { train }, trainings: [first], kept }: Reported): string {
  return bullets([
    `loss: ${nameOf(train.loss)}`,
    `optimizer: ${nameOf(train.optimizer)}`,
    `batch size: ${train.batchSize}`,
    `epochs: ${first.history.length} of at most ${train.epochs}`,
    ...(first.stopReason === null ? [] : [`ended early: ${first.stopReason}`]),
    `final weights: those of epoch ${first.finalEpoch}`,
    ...Object.entries(kept).map(([name, { epoch }]) => `model/${name}.bin: the weights of epoch ${epoch}`),
    ...(first.diverged ? ["diverged: the loss was no finite number in some epoch"] : []),
  ]);
}

function dataFacts({ data, sizes }: Reported): string {
  return bullets([
    `source: ${data.origin}`,
    ...Object.entries(sizes).map(([part, count]) => `${part}: ${count} samples`),
    `fingerprint: ${data.fingerprint.slice(0, 12)}`,
  ]);
}

function classSection({ confusion, data: { classes } }: Reported): string[] {
  if (confusion === undefined || classes === undefined) return [];
  const rows = classScores(confusion, classes).map((score) => [
    score.class,
    showNumber(score.precision),
    showNumber(score.recall),
    showNumber(score.f1),
    String(score.support),
  ]);
  const table = markdownTable(["class", "precision", "recall", "F1", "support"], rows);
  return [`## Classes\n\n${table}\n\n${mostConfused(confusion, classes)}`];
}

function mostConfused(matrix: Uint32Array, classes: readonly string[]): string {
  const pairs = [...matrix.entries()]
    .map(([at, count]) => ({ truth: Math.floor(at / classes.length), answer: at % classes.length, count }))
    .filter(({ truth, answer, count }) => truth !== answer && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3);
  if (pairs.length === 0) return "No sample was taken for another class.";
  const lines = pairs.map(
    ({ truth, answer, count }) => `${classes[truth]} taken for ${classes[answer]}: ${count}`,
  );
  return `Most often confused:\n\n${bullets(lines)}`;
}

function provenance({ identity, engine, arithmetic, experiment }: Reported): string {
  return bullets([
    `identity: ${identity.slice(0, 12)}`,
    `seed: ${experiment.seed}`,
    `engine: ${engine}`,
    `arithmetic: ${arithmetic}`,
  ]);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

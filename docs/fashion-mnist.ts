import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { durationText } from "../src/commands/units.ts";
import { table } from "../src/report/markdown.ts";
import { type Sample, testedText } from "../src/report/significance.ts";
import { readVersion, type StoredVersion } from "../src/store/read-version.ts";
import { versionName, versionsIn } from "../src/store/versions.ts";

/** Writes the tables of docs/fashion-mnist.md from the versions in results/: `npm run studies`. */

const PAGE = "docs/fashion-mnist.md";
const RESULTS = "results";

/** A study of the original, or one beyond it, with what the original reported. */
interface Study {
  readonly experiment: string;
  readonly train: string;
  readonly test: string;
}

const BEYOND = { train: "", test: "" };

const STUDIES: readonly Study[] = [
  { experiment: "mlp-baseline", train: "0.9624", test: "0.8956" },
  { experiment: "mlp-hyperband-adam", train: "0.9275", test: "0.893" },
  { experiment: "mlp-bayesian-adam", train: "similar", test: "similar" },
  { experiment: "mlp-bayesian-sgd", train: "about the same", test: "about the same" },
  { experiment: "mlp-optimizers", ...BEYOND },
  { experiment: "cnn-baseline", ...BEYOND },
  { experiment: "cnn-adam", train: "0.9507", test: "0.9263" },
  { experiment: "cnn-sgd", train: "a bit worse", test: "a bit worse" },
  { experiment: "cnn-dropout", ...BEYOND },
  { experiment: "cnn-augmented", ...BEYOND },
];

/** A study whose version is there. */
interface Result extends Study {
  readonly folder: string;
  readonly version: StoredVersion;
}

/** The page with its tables as the results have them. */
export async function studiesPage(page: string): Promise<string> {
  const results = await readResults();
  return [
    ["figures", figuresTable(results)],
    ["noise", noiseTable(results)],
    ["time", timeTable(results)],
    ["missing", missingText(results)],
  ].reduce((text, [name, content]) => between(text, name!, content!), page);
}

async function readResults(): Promise<Result[]> {
  const found: Result[] = [];
  for (const study of STUDIES) {
    const number = (await versionsIn(join(RESULTS, study.experiment))).at(-1);
    if (number === undefined) continue;
    const folder = `${RESULTS}/${study.experiment}/${versionName(number)}`;
    found.push({ ...study, folder, version: await readVersion(folder, RESULTS) });
  }
  return found;
}

function figuresTable(results: readonly Result[]): string {
  const rows = results.map(({ experiment, folder, version, ...original }) => [
    `[${experiment}](../${folder}/report.md)`,
    ...[original.train, accuracyText(version, "train"), original.test, accuracyText(version, "test")],
    ...[version.parameters!.toLocaleString("en"), String(version.epochs)],
  ]);
  const head = ["study", "train, original", "train", "test, original", "test", "parameters", "epochs"];
  return table(head, rows);
}

/** `0.9023 ± 0.0020` where there are replicates, else `0.9262`. */
function accuracyText({ replicates, figures }: StoredVersion, part: string): string {
  if (replicates === undefined) return figures[part]!.accuracy!.toFixed(4);
  const { mean, deviation } = replicates.spread[part]!.accuracy!;
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

/** The test accuracies of the tuned nets against the baseline's, where both have replicates. */
function noiseTable(results: readonly Result[]): string {
  const [baseline, ...others] = results.filter(({ version }) => version.replicates !== undefined);
  const own = sampleOf(baseline!.version);
  const rows = others.map(({ experiment, version }) => {
    const sample = sampleOf(version);
    const difference = sample.mean - own.mean;
    const sign = difference < 0 ? "−" : "+";
    return [experiment, `${sign}${Math.abs(difference).toFixed(4)}`, testedText(own, sample)];
  });
  return table([`against ${baseline!.experiment}`, "test accuracy", "by Welch's test"], rows);
}

function sampleOf({ replicates }: StoredVersion): Sample {
  return { count: replicates!.count, ...replicates!.spread.test!.accuracy! };
}

function timeTable(results: readonly Result[]): string {
  const times = results.map(({ folder }) => secondsOf(folder));
  const rows = results.map(({ experiment, version: { search, replicates } }, index) => {
    const { training, whole } = times[index]!;
    const trials = search === undefined ? "" : `${search.trials} trials, ${search.epochs} epochs`;
    const searching = search === undefined ? "" : durationText(whole - training);
    const trainings = replicates === undefined ? "" : ` (${replicates.count} trainings)`;
    return [experiment, trials, searching, `${durationText(training)}${trainings}`, durationText(whole)];
  });
  const sum = durationText(times.reduce((total, { whole }) => total + whole, 0));
  return table(
    ["study", "search", "its time", "final training", "whole"],
    [...rows, ["all", "", "", "", sum]],
  );
}

function secondsOf(folder: string): { readonly training: number; readonly whole: number } {
  return JSON.parse(readFileSync(join(folder, "env.json"), "utf8")).seconds;
}

/** Which experiments a clone trains, because no version of them is committed. */
function missingText(results: readonly Result[]): string {
  const there = new Set(results.map(({ experiment }) => experiment));
  const missing = [
    "quickstart",
    ...STUDIES.map(({ experiment }) => experiment).filter((name) => !there.has(name)),
  ];
  return `It trains those of which no version is committed: ${missing.map((name) => `\`${name}\``).join(", ")}.`;
}

/** A text with what stands between two marks of this name replaced. */
function between(text: string, name: string, content: string): string {
  const marks = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  if (!marks.test(text)) throw new Error(`${PAGE} has no place for ${name}`);
  return text.replace(marks, (_all, before: string, after: string) => `${before}\n${content}\n${after}`);
}

if (import.meta.main) writeFileSync(PAGE, await studiesPage(readFileSync(PAGE, "utf8")));

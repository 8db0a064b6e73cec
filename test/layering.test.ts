import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("layering");

/** A file imports from its own folder and from folders earlier in this list. */
const ORDER = [
  "base",
  "component",
  "space",
  "tuner",
  "data",
  "model",
  "train",
  "engine",
  "spec",
  "store",
  "report",
  "runner",
  "commands",
  "", // src/cli.ts, src/program.ts and src/index.ts
];

/** Where tfjs may be imported by value, and then only inside a function. */
const TFJS_HOMES = ["engine/tensorflow/", "engine/tfjs/", "engine/webgpu/"];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

const files = globSync("src/**/*.ts").map((file) => relative("src", file).replaceAll("\\", "/"));

function importsOf(file: string): Import[] {
  const source = readFileSync(join("src", file), "utf8");
  const found: Import[] = [];
  for (const match of source.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"/gm)) {
    found.push({ file, target: match[2]!, typeOnly: match[1] !== undefined, lazy: false });
  }
  for (const match of source.matchAll(/(typeof )?import\("([^"]+)"\)/g)) {
    found.push({ file, target: match[2]!, typeOnly: match[1] !== undefined, lazy: true });
  }
  return found;
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

function local(reference: Import): string {
  return posix.join(dirname(reference.file).replaceAll("\\", "/"), reference.target);
}

const imports = files.flatMap(importsOf);

test("CONTRIBUTING.md lists the folders in this order", () => {
  const [, rows] = readFileSync("CONTRIBUTING.md", "utf8").split("<!-- order -->");
  const told = [...rows!.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.equal(told, ORDER.slice(0, -1));
});

test("every folder of src is in the list", () => {
  for (const file of files) assert.ok(ORDER.includes(folderOf(file)), `${file} stands in no listed folder`);
});

test("no file imports from a later folder", () => {
  for (const reference of imports.filter(({ target }) => target.startsWith("."))) {
    const from = ORDER.indexOf(folderOf(reference.file));
    const to = ORDER.indexOf(folderOf(local(reference)));
    assert.ok(to <= from, `${reference.file} imports ${local(reference)}, which comes later`);
  }
});

test("no two files import each other, directly or round a corner", () => {
  const edges = new Map<string, string[]>();
  for (const reference of imports.filter(({ target, typeOnly }) => target.startsWith(".") && !typeOnly)) {
    edges.set(reference.file, [...(edges.get(reference.file) ?? []), local(reference)]);
  }
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    assert.not.ok(trail.includes(file), `circular import: ${[...trail, file].join(" → ")}`);
    if (finished.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
});

test("tfjs is imported in its engines only, and lazily; elsewhere as a type", () => {
  for (const reference of imports.filter(({ target }) => target.startsWith("@tensorflow/"))) {
    if (reference.typeOnly) continue;
    const home = TFJS_HOMES.some((folder) => reference.file.startsWith(folder));
    assert.ok(home && reference.lazy, `${reference.file} imports ${reference.target} by value`);
  }
});

test("Date and console are each reachable from one file, Math.random from none, process.exit from programs only", () => {
  const rules: readonly { readonly pattern: RegExp; readonly homes: readonly string[] }[] = [
    { pattern: /\bMath\.random\b/, homes: [] },
    { pattern: /\bDate\b[.(]|\bnew Date\b/, homes: ["base/clock.ts"] },
    { pattern: /\bprocess\.exit\(/, homes: ["cli.ts", "runner/executors/worker.ts"] },
    { pattern: /\bconsole\./, homes: ["cli.ts"] },
  ];
  for (const file of files) {
    const source = readFileSync(join("src", file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    for (const { pattern, homes } of rules) {
      if (!homes.includes(file)) assert.not.match(source, pattern, `${file} uses ${pattern}`);
    }
  }
});

test.run();

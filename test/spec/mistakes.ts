import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Issue } from "../../src/spec/issue.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";

/** A mistake that people make in a sound file, and where it is reported. */
export interface Mistake {
  readonly name: string;
  readonly base?: string;
  /** Each pair replaces its first text, which must be there, by its second. */
  readonly edits: readonly (readonly [string, string])[];
  /** The text at the start of which the mistake is reported. */
  readonly at: string;
  readonly says: readonly string[];
  /** Other files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The file the mistake is in, when it is not the experiment. */
  readonly file?: string;
  readonly set?: readonly string[];
}

const IRIS = `length,width,half,kind\n${Array.from({ length: 24 }, (_, row) => `${row},${row % 5},${row % 2},${["a", "b", "c"][row % 3]}`).join("\n")}\n`;

export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export function edited(base: string, edits: Mistake["edits"]): string {
  return edits.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the sound file has no ${JSON.stringify(from)}`);
    return text.replace(from, () => to);
  }, base);
}

export async function issuesOf(
  folder: string,
  text: string,
  mistake: Partial<Mistake>,
): Promise<readonly Issue[]> {
  write(folder, "main.yaml", text);
  write(folder, "data/iris.csv", IRIS);
  for (const [path, content] of Object.entries(mistake.files ?? {})) write(folder, path, content);
  return (await loadExperiments(join(folder, "main.yaml"), { set: mistake.set ?? [] })).issues;
}

function isWhereExpected(issue: Issue, mistake: Mistake, text: string): boolean {
  const place = issue.place;
  if (mistake.file !== undefined && !place.file.endsWith(mistake.file)) return false;
  const source =
    mistake.file === undefined ? text : (mistake.files?.[mistake.file] ?? mistake.set?.[0] ?? "");
  return mistake.at.split("|").some((needle) => {
    const offset = source.indexOf(needle);
    const before = source.slice(0, offset).split("\n");
    return offset >= 0 && place.line === before.length && place.column === before.at(-1)!.length + 1;
  });
}

/** A test for each mistake: it is told once, where it stands, in words that help. */
export function reported(test: ReturnType<typeof suite>, base: string, mistakes: readonly Mistake[]): void {
  for (const mistake of mistakes) {
    test(`${mistake.name} is reported where it stands`, async () => {
      await inFolder(async (folder) => {
        const text = edited(mistake.base ?? base, mistake.edits);
        const issues = await issuesOf(folder, text, mistake);
        const report = issues.map((issue) => renderIssue(issue)).join("\n");
        const found = issues.find((issue) => isWhereExpected(issue, mistake, text));
        assert.ok(found, `expected a mistake at ${JSON.stringify(mistake.at)}, got:\n${report}`);
        for (const words of mistake.says) {
          assert.match(
            `${found.message} — ${found.hint}`,
            new RegExp(words.split("|").map(quoted).join("|")),
            report,
          );
        }
        assert.is(issues.length, 1, `one mistake, told once:\n${report}`);
        assert.not.match(report, /\n\s+at /, "no stack trace");
      });
    });
  }
}

/** A test that files in which mistakes are made are sound themselves. */
export function sound(test: ReturnType<typeof suite>, bases: readonly string[]): void {
  test("the files that mistakes are made in are sound", async () => {
    await inFolder(async (folder) => {
      for (const base of bases) {
        assert.equal(
          (await issuesOf(folder, base, {})).map((issue) => renderIssue(issue)),
          [],
        );
      }
    });
  });
}

function quoted(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

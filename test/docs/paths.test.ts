import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import manifest from "../../package.json" with { type: "json" };
import { runExp } from "../cli/program.ts";

/** Paths, links and commands that the documents name. */
const test = suite("docs/paths");

const DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...globSync("docs/*.md")];
const { stdout: HELP } = await runExp(["--help"], { cwd: "." });
const COMMANDS = [...HELP.matchAll(/^ {2}([a-z]+) .+/gm)].map(([, name]) => name!);

/** Documents whose reader makes the files that they name, as their own tests do. */
const GUIDES = ["docs/adding-a-component.md", "docs/recipes.md"];

/** What `run-exp init` makes, and what readers of the README write. */
const MADE = ["experiments/first.yaml", "experiments/smallest.yaml"];

/** What a document says as code, inline and in blocks of the shell. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.split("\n"));
  const prose = text.replace(/```[\s\S]*?```/g, "");
  return [...blocks, ...[...prose.matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replace(/\s+/g, " "))];
}

for (const document of DOCUMENTS) {
  const text = readFileSync(document, "utf8");

  test(`${document}: every link leads to a file`, () => {
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(dirname(document), target!)), target);
    }
  });

  test(`${document}: every script of npm is there`, () => {
    for (const code of codeOf(text)) {
      for (const [, script] of code.matchAll(/npm run (?:-s |--silent )?([\w:-]+)/g)) {
        assert.ok(script! in manifest.scripts, code);
      }
    }
  });

  test(`${document}: every command of run-exp is one`, () => {
    for (const code of codeOf(text)) {
      const word = /^(?:npx )?run-exp ([a-z]+)(?= |$)/.exec(code)?.[1];
      if (word !== undefined) assert.ok(COMMANDS.includes(word), code);
    }
  });
}

for (const document of DOCUMENTS.filter((path) => !GUIDES.includes(path))) {
  test(`${document}: every path of the repository is there`, () => {
    for (const code of codeOf(readFileSync(document, "utf8"))) {
      const path = /^(?:src|test|docs|experiments|schemas|bench)\/[\w./-]*$/.exec(code)?.[0];
      if (path !== undefined && !MADE.includes(path)) assert.ok(existsSync(path), path);
    }
  });
}

test.run();

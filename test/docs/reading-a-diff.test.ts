import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { scratch } from "../scratch.ts";

/** docs/reading-a-diff.md, and every command of a document that reads a committed version: in a copy of results/. */
const test = suite("docs/reading-a-diff");

const TEXT = readFileSync("docs/reading-a-diff.md", "utf8");
const DOCUMENTS = ["README.md", "docs/reading-a-diff.md", "docs/fashion-mnist.md", "docs/reproducibility.md"];

const folder = scratch();
cpSync("results", `${folder}/results`, { recursive: true });

function git(...args: readonly string[]): { code: number | null; text: string } {
  const who = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  const { status, stdout, stderr } = spawnSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" });
  return { code: status, text: stdout + stderr };
}
git("init", "--quiet");
git("add", "results");
git("commit", "--quiet", "--message", "results");

/** Code of a document, inline or in blocks of the shell, that begins with a word. */
function commandsOf(text: string, begin: string): string[] {
  const written = [...text.matchAll(/`([^`\n]+)`/g), ...text.matchAll(/^(\S.*)$/gm)].map(([, code]) => code!);
  return [...new Set(written.filter((code) => code.startsWith(begin)))];
}

/** What the program prints for a command, which has to end well. */
async function printed(command: string): Promise<string> {
  const { code, stdout, stderr } = await runExp(command.split(" ").slice(1), { cwd: folder });
  assert.is(code, 0, `${command}: ${stderr}`);
  return stdout;
}

for (const document of DOCUMENTS) {
  const commands = commandsOf(readFileSync(document, "utf8"), "run-exp ");
  for (const command of commands.filter((own) => /^run-exp (?:diff|report) [\w:]+-/.test(own))) {
    test(`${document}: ${command}`, async () => {
      await printed(command);
    });
  }
  for (const command of commands.filter((own) => /^run-exp verify [\w:]+-/.test(own))) {
    test(`${document}: ${command} names a version`, async () => {
      await printed(command.replace("verify", "report"));
    });
  }
}

test("what run-exp prints is what the document shows of it", async () => {
  const [, single] = /^(run-exp diff .+)$/m.exec(TEXT)!;
  const [, replicated] = /`(run-exp diff .+?)`/.exec(TEXT)!;
  const output = (await printed(single!)) + (await printed(replicated!));
  const blocks = [...TEXT.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language]) => language === "")
    .map(([, , block]) => block!);
  assert.ok(blocks.length >= 7);
  for (const block of blocks) assert.match(output, block);
});

test("what the README shows of a diff is what run-exp prints", async () => {
  const [, command, block] = /\$ (run-exp diff .+)\n([\s\S]*?) {2}…\n```/.exec(
    readFileSync("README.md", "utf8"),
  )!;
  assert.ok(block!.split("\n").length > 10);
  assert.ok((await printed(command!)).startsWith(block!));
});

test("git shows what the document shows of it, by the document's commands", async () => {
  assert.is((await runExp(["init", "--git"], { cwd: folder })).code, 0);
  const [apart, stat] = commandsOf(TEXT, "git diff").map((command) => git(...command.split(" ").slice(1)));
  assert.is(apart!.code, 1, apart!.text);
  const [, block] = /```diff\n([\s\S]*?)```/.exec(TEXT)!;
  for (const line of block!.trim().split("\n")) assert.match(apart!.text, `\n${line}\n`);
  assert.is(stat!.code, 0, stat!.text);
  assert.match(stat!.text, /experiment\.yaml +\|/);
});

test("every file of a version that the table names is in one of the committed versions", () => {
  const files = git("ls-files").text;
  const [, table] = /\n(\| differs[\s\S]*?)\n\n/.exec(TEXT)!;
  const names = [...table!.matchAll(/`([\w-]+\.\w+)`/g)].map(([, name]) => name!);
  assert.ok(names.length >= 10);
  for (const name of names) assert.match(files, `/v001/${name}\n`);
});

test.run();

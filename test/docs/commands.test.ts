import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as api from "../../src/index.ts";
import { runExp } from "../cli/program.ts";

/** docs/commands.md and README.md against the program itself. */
const test = suite("docs/commands");

const text = readFileSync("docs/commands.md", "utf8");
const readme = readFileSync("README.md", "utf8");

const { stdout: help } = await runExp(["--help"], { cwd: "." });
const commands = [...help.matchAll(/^ {2}([a-z]+) .+/gm)]
  .map(([, name]) => name!)
  .filter((name) => name !== "help");

test("every command has a section, in the order of --help", () => {
  const sections = [...text.matchAll(/^## ([a-z]+)$/gm)].map(([, name]) => name!);
  assert.equal(sections, commands);
  assert.ok(commands.length >= 8);
});

test("the README names every command", () => {
  for (const name of commands) {
    assert.match(readme, name === "run" ? "`run-exp FILES…`" : new RegExp(`\`run-exp ${name}[ \`]`));
  }
});

for (const command of commands) {
  test(`${command}: the options that are documented are those there are`, async () => {
    const { stdout } = await runExp([command, "--help"], { cwd: "." });
    const there = [...stdout.matchAll(/^ {2}(--[a-z]+)/gm)].map(([, option]) => option!).sort();
    const [, usage] = new RegExp(`^ {4}run-exp \\[?${command}\\b(.*)$`, "m").exec(text)!;
    const told = [...usage!.matchAll(/--[a-z]+/g)].map(([option]) => option).sort();
    assert.equal(told, there);
  });
}

test("the program that is printed uses what the package exports", () => {
  const [, names] = /import \{ (.+) \} from "run-exp";/.exec(text)!;
  for (const name of names!.split(", ")) assert.ok(name in api, name);
});

test.run();

import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stream, stream } from "../../src/base/random.ts";
import { loadText } from "../../src/spec/load.ts";
import { renderIssue } from "../../src/spec/render.ts";

/** However a file is spoilt, the validator answers: with an experiment, or with issues that have a place. */
const test = suite("spec/mutation");

const MUTATIONS = 10_000;

const FILES = [
  "experiments/cnn-baseline.yaml",
  "experiments/quickstart.yaml",
  "test/spec/fixtures/everything.yaml",
  "test/spec/fixtures/search.yaml",
];

const SCALARS = [
  "",
  "~",
  "null",
  "-1",
  "0",
  "1e400",
  ".nan",
  ".inf",
  "true",
  "no",
  "''",
  "[]",
  "{}",
  "[[]]",
  "{ a: { b: 1 } }",
  "$x",
  "$units[i]",
  "$units[",
  "1/0",
  "2 *",
  "i",
  "*alias",
  "&anchor",
  "!tag x",
  "|",
  ">",
  "2024-01-01",
  "__proto__",
  "constructor",
  "toString",
  "'unclosed",
  "0x10",
  "9007199254740993",
  "\u0000",
  "𝒳",
  "use: x",
  "- -",
];

interface Dice {
  below(bound: number): number;
}

function dice(words: Stream): Dice {
  let index = 0;
  return { below: (bound) => words.below(index++, bound) };
}

function pick<Item>(items: readonly Item[], roll: Dice): Item {
  return items[roll.below(items.length)]!;
}

const MUTATORS: readonly ((text: string, roll: Dice) => string)[] = [
  function deleteCharacter(text, roll) {
    const at = roll.below(text.length);
    return text.slice(0, at) + text.slice(at + 1);
  },
  function insertCharacter(text, roll) {
    const at = roll.below(text.length + 1);
    return text.slice(0, at) + pick([...":-[]{}#&*!|>'\"%@`$ \t\n\r,?0a\u2028"], roll) + text.slice(at);
  },
  function deleteLine(text, roll) {
    const lines = text.split("\n");
    lines.splice(roll.below(lines.length), 1);
    return lines.join("\n");
  },
  function duplicateLine(text, roll) {
    const lines = text.split("\n");
    const at = roll.below(lines.length);
    lines.splice(roll.below(lines.length), 0, lines[at]!);
    return lines.join("\n");
  },
  function indentLine(text, roll) {
    const lines = text.split("\n");
    const at = roll.below(lines.length);
    lines[at] = roll.below(2) === 0 ? `  ${lines[at]}` : lines[at]!.replace(/^ {1,2}/, "");
    return lines.join("\n");
  },
  function replaceValue(text, roll) {
    const values = [...text.matchAll(/(?<=[:[,-] )[^\s{}[\],#][^\n{}[\],]*/g)];
    if (values.length === 0) return text;
    const value = pick(values, roll);
    return text.slice(0, value.index) + pick(SCALARS, roll) + text.slice(value.index + value[0].length);
  },
  function replaceKey(text, roll) {
    const keys = [...text.matchAll(/[A-Za-z]\w*(?=:)/g)];
    if (keys.length === 0) return text;
    const key = pick(keys, roll);
    const other = roll.below(2) === 0 ? pick(keys, roll)[0] : pick(SCALARS, roll);
    return text.slice(0, key.index) + other + text.slice(key.index + key[0].length);
  },
];

test(`${MUTATIONS} random mutations of sound files never crash the validator`, async () => {
  const originals = FILES.map((path) => ({ path, text: readFileSync(path, "utf8") }));
  let refused = 0;
  for (let round = 0; round < MUTATIONS; round++) {
    const roll = dice(stream(2024, "mutation", round));
    const original = originals[round % originals.length]!;
    let text = original.text;
    for (let count = 1 + roll.below(3); count > 0; count--) text = pick(MUTATORS, roll)(text, roll);
    const folder = original.path.slice(0, original.path.lastIndexOf("/"));
    try {
      const loaded = await loadText({ name: original.path, folder, text }, original.path);
      if (loaded.issues.length > 0) refused += 1;
      for (const issue of loaded.issues) {
        assert.ok(issue.message.length > 0 && issue.place.line >= 1 && issue.place.column >= 1);
        assert.not.match(renderIssue(issue), /\[object |undefined|NaN must/);
      }
    } catch (error) {
      throw new Error(`mutation ${round} of ${original.path} crashed: ${(error as Error).stack}\n${text}\n`, {
        cause: error,
      });
    }
  }
  assert.ok(refused > MUTATIONS / 3, `only ${refused} mutations were refused`);
});

test.run();

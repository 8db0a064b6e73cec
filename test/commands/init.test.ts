import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { scratch } from "../scratch.ts";

const test = suite("commands/init");

/** Where the first line of an experiment says that its schema is. */
function schemaOf(file: string): string {
  const [, path] = /^# yaml-language-server: \$schema=(.+)\n/.exec(readFileSync(file, "utf8"))!;
  return resolve(dirname(file), path!);
}

test("what it writes is a valid experiment, named after its file", async () => {
  const cwd = scratch();
  for (const [args, file, name] of [
    [[], "experiments/first.yaml", "first"],
    [["other.yaml"], "other.yaml", "other"],
    [["deep/er/My try (2).yml"], "deep/er/My try (2).yml", "My-try-2"],
  ] as const) {
    const { code, stderr } = await runExp(["init", ...args], { cwd });
    assert.is(code, 0, stderr);
    assert.match(stderr, `run-exp validate ${file}`);
    assert.match(readFileSync(join(cwd, file), "utf8"), new RegExp(`^name: ${name} `, "m"));
    const checked = await runExp(["validate", file], { cwd });
    assert.equal([checked.code, checked.stdout], [0, `${file}: valid, one experiment\n`], checked.stderr);
  }
});

test("where run-exp is not in the project, the schemas are written beside it, for editors", async () => {
  const cwd = scratch();
  await runExp(["init"], { cwd });
  const schema = schemaOf(join(cwd, "experiments", "first.yaml"));
  assert.is(schema, join(cwd, "schemas", "experiment.schema.json"));
  assert.is(readFileSync(schema, "utf8"), readFileSync("schemas/experiment.schema.json", "utf8"));
  assert.ok(existsSync(join(cwd, "schemas", "model.schema.json")));
});

test("where run-exp is installed in the project, or above it, its own schemas are named", async () => {
  const cwd = scratch();
  const installed = join(cwd, "node_modules", "run-exp", "schemas");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "experiment.schema.json"), "{}");
  mkdirSync(join(cwd, "packages", "one"), { recursive: true });
  await runExp(["init"], { cwd: join(cwd, "packages", "one") });
  assert.is(
    schemaOf(join(cwd, "packages", "one", "experiments", "first.yaml")),
    join(installed, "experiment.schema.json"),
  );
  assert.not.ok(existsSync(join(cwd, "packages", "one", "schemas")));
});

test("a file that is there is never written over", async () => {
  const cwd = scratch();
  writeFileSync(join(cwd, "mine.yaml"), "name: mine\n");
  const { code, stderr } = await runExp(["init", "mine.yaml"], { cwd });
  assert.is(code, 2);
  assert.match(stderr, /mine.yaml is there already\n {2}name another/);
  assert.is(readFileSync(join(cwd, "mine.yaml"), "utf8"), "name: mine\n");
  assert.not.ok(existsSync(join(cwd, "schemas")));
});

test.run();

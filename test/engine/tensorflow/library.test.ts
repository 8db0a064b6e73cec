import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunExpError } from "../../../src/base/errors.ts";
import { findLibrary } from "../../../src/engine/tensorflow/library.ts";
import { scratch } from "../../scratch.ts";

const test = suite("engine/tensorflow/library");

function put(folder: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  return folder;
}

const HEADER = "include/tensorflow/c/eager/c_api.h";

/** A folder as pip makes it. */
const wheel = (): string =>
  put(scratch(), [HEADER, "libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "__init__.py"]);

/** A virtual environment, whose Python prints this. */
function environment(line: string): string {
  const folder = put(scratch(), ["bin/python"]);
  writeFileSync(join(folder, "bin/python"), `#!/bin/sh\necho "${line}"\n`);
  chmodSync(join(folder, "bin/python"), 0o755);
  return folder;
}

function refusalOf(from: string): string {
  try {
    findLibrary(from);
  } catch (error) {
    const { code, message, hint } = error as RunExpError;
    assert.is(code, "tensorflow-missing");
    assert.match(hint, /pip install tensorflow.*--from/);
    return message;
  }
  return assert.unreachable(`${from} was taken`) as never;
}

test("takes a folder as pip makes it", () => {
  const folder = wheel();
  const files = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
  assert.equal(findLibrary(folder), { folder, include: join(folder, "include"), files });
});

test("takes a folder as libtensorflow is unpacked", () => {
  const folder = put(scratch(), [HEADER, "lib/libtensorflow.so.2", "lib/libtensorflow_framework.so.2"]);
  assert.is(findLibrary(folder).folder, join(folder, "lib"));
  assert.is(findLibrary(folder).files[0], "libtensorflow.so.2");
});

test("takes a Python, and a virtual environment by its Python", () => {
  const folder = wheel();
  const place = environment(folder);
  assert.is(findLibrary(place).folder, folder);
  assert.is(findLibrary(join(place, "bin/python")).folder, folder);
});

test("a relative path is one from here, and a folder of TensorFlow's name beside it is not taken for it", () => {
  const folder = wheel();
  const place = environment(folder);
  put(place, ["tensorflow/__init__.py"]);
  const here = process.cwd();
  process.chdir(place);
  try {
    assert.is(findLibrary("bin/python").folder, folder);
    assert.is(findLibrary(".").folder, folder);
  } finally {
    process.chdir(here);
  }
});

test("says what is missing where", () => {
  assert.match(refusalOf("/there/is/nothing"), "/there/is/nothing does not exist");
  const empty = scratch();
  assert.match(refusalOf(empty), `${empty} holds no TensorFlow`);
  assert.match(refusalOf(environment("")), /bin\/python has no TensorFlow/);
  assert.match(refusalOf(environment(empty)), `${empty} lacks TensorFlow's libraries or their headers`);
  assert.match(refusalOf(""), "--from is empty");
  assert.match(refusalOf("package.json"), "package.json is no Python that can be run");
  const odd = wheel();
  renameSync(odd, `${odd}:odd`);
  assert.match(refusalOf(`${odd}:odd`), "has a colon or a dollar in it");
  rmSync(`${odd}:odd`, { recursive: true });
  const headless = put(scratch(), ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]);
  assert.match(refusalOf(headless), "holds no TensorFlow");
});

test.run();

import { globSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { KERNELS } from "../../../src/engine/wasm/kernels.ts";

const test = suite("engine/wasm/kernels");

const SOURCE = "src/engine/wasm/assembly";

/** The kernels: exported functions that return nothing and end in `thread` and `threads`. With their other parameters. */
function kernelsInSource(): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const file of globSync(`${SOURCE}/**/*.ts`)) {
    for (const [, name, list] of readFileSync(file, "utf8").matchAll(
      /^export function (\w+)\(([^)]*)\): void/gm,
    )) {
      const parameters = list!
        .split(",")
        .map((parameter) => parameter.split(":")[0]!.trim())
        .filter((parameter) => parameter !== "");
      if (parameters.slice(-2).join() !== "thread,threads") continue;
      assert.not.ok(name! in found, `${name} is there twice`);
      found[name!] = parameters.slice(0, -2);
    }
  }
  return found;
}

test("the list of kernels is that of the source, each with its parameters in order", () => {
  const source = kernelsInSource();
  assert.equal(Object.keys(KERNELS).sort(), Object.keys(source).sort());
  for (const [name, parameters] of Object.entries(KERNELS)) assert.equal([...parameters], source[name], name);
});

test("the list is in alphabetical order", () => {
  assert.equal(Object.keys(KERNELS), Object.keys(KERNELS).sort());
});

test.run();

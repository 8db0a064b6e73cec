import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { doctor } from "../../src/commands/doctor.ts";
import { engineNames } from "../../src/engine/engines.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/doctor");

const cache = join(scratch(), "cache");
process.env.RUN_EXP_CACHE = cache;

test("each thing that was looked at has its line: machine, engines, cache, results, git", async () => {
  const output = onlooker();
  assert.is(await doctor({ results: join(scratch(), "results"), json: false }, output), 0);
  const text = output.results.join("\n");
  assert.match(text, /^ {2}run-exp {2}\d+\.\d+\.\d+, on Node \d+\.\d+\.\d+$/m);
  assert.match(text, /^ {2}machine {2}\w+-\w+, \d+ cores, \d+ GiB, /m);
  for (const name of engineNames.slice(1)) assert.match(text, new RegExp(`^[✔–] engine {3}${name}`, "m"));
  assert.match(text, `✔ cache    ${cache}, 0 B`);
  assert.match(text, /^✔ results {2}.*results can be written$/m);
  assert.match(text, /^[✔✖] git {6}/m);
});

test("a results folder that cannot be one is told, and does not keep anything from training", async () => {
  const results = join(scratch(), "results");
  writeFileSync(results, "");
  const output = onlooker();
  assert.is(await doctor({ results, json: false }, output), 0);
  assert.match(output.results.join("\n"), `✖ results  ${results}: a file stands where a folder is needed`);
});

test("--json has the same facts", async () => {
  const output = onlooker();
  await doctor({ results: "results", json: true }, output);
  const { ready, engines, cache: kept, machine, node } = JSON.parse(output.results.join("\n"));
  assert.equal([ready, kept.folder, kept.bytes, node], [true, cache, 0, process.versions.node]);
  assert.equal(
    engines.map(({ name }: { name: string }) => name),
    engineNames.slice(1),
  );
  assert.ok(machine.cores > 0);
});

test.run();

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { datasets } from "../../src/commands/datasets.ts";
import { cachedFile } from "../../src/data/cache.ts";
import { namedSets } from "../../src/data/sources/named.ts";
import { scratch } from "../scratch.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/datasets");

const cache = join(scratch(), "cache");
process.env.RUN_EXP_CACHE = cache;
mkdirSync(cache);
writeFileSync(cachedFile(cache, namedSets.find(({ name }) => name === "mnist")!), Buffer.alloc(1_600_000));

test("every set has its line, with its size where it is in the cache, on eighty columns", async () => {
  const output = onlooker(80);
  assert.is(await datasets({ json: false }, output), 0);
  const [, ...rows] = output.results;
  assert.equal(
    rows.map((row) => row.split(" ")[0]),
    namedSets.map(({ name }) => name),
  );
  assert.equal(
    rows.map((row) => row.split(/ {2,}/)[1]),
    ["not yet", "not yet", "1.6 MB", "not yet"],
  );
  for (const line of output.results) assert.ok(line.length <= 80, line);
  assert.match(output.messages[0]!, cache);
});

test("--json has counts, shapes and bytes", async () => {
  const output = onlooker();
  await datasets({ json: true }, output);
  const [, , mnist] = JSON.parse(output.results.join("\n"));
  assert.equal([mnist.name, mnist.shape, mnist.classes, mnist.cached], ["mnist", [28, 28, 1], 10, 1_600_000]);
});

test.run();

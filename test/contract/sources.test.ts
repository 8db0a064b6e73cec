import { rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem, RunExpError } from "../../src/base/errors.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { openDataset } from "../../src/data/open.ts";
import type { RawData } from "../../src/data/source.ts";
import { namedSets } from "../../src/data/sources/named.ts";
import { sources } from "../../src/data/sources.ts";
import { contextIn, inFolder, sectionOf } from "../data/fixtures.ts";
import { complete } from "../model/complete.ts";
import { type SourceCase, sourceCases } from "./source-cases.ts";

const test = suite("contract/sources");

test("every source has a case, and it and its options are described", () => {
  const covered = new Set(sourceCases.map(({ source }) => source));
  assert.equal(
    sources.names.filter((name) => !covered.has(name)),
    [],
  );
  for (const { name, summary, options } of sources.members) {
    assert.match(summary, /\S.*[^.]$/, name);
    for (const [option, { description }] of Object.entries(options.properties)) {
      assert.match(String(description ?? ""), /\S.*[^.]$/, `${name}.${option}`);
    }
  }
});

function open(sourceCase: SourceCase, folder: string): Promise<RawData> {
  const { component, options } = sources.open(complete(sources, sourceCase.source, sourceCase.options));
  return component.open(options, contextIn(folder));
}

async function fingerprint(sourceCase: SourceCase, files: SourceCase["files"]): Promise<string> {
  return inFolder(files, async (folder) => {
    const section = sectionOf(sourceCase.source, sourceCase.options ?? {});
    return (await openDataset(section, contextIn(folder))).fingerprint;
  });
}

const every = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

for (const sourceCase of sourceCases) {
  const { source, options = {}, files, changed, counts } = sourceCase;
  const title = `${source} ${JSON.stringify(options)}`;

  test(`${title} says before opening what it holds`, async () => {
    await inFolder(files, async (folder) => {
      const { component, options } = sources.open(complete(sources, source, sourceCase.options));
      const { counts: promised, ...facts } = await component.facts(options, { folder });
      const { counts: found, ...raw } = (await open(sourceCase, folder)).facts;
      assert.equal(raw, facts);
      assert.equal(found, counts);
      assert.is(promised.test === undefined, counts.test === undefined);
      const known = namedSets.some(({ name }) => name === source);
      if (!known) assert.equal(promised, counts);
    });
  });

  test(`${title} hands out features and labels of every sample, and any selection of them`, async () => {
    await inFolder(files, async (folder) => {
      const { facts, labels, gather } = await open(sourceCase, folder);
      const size = sizeOf(facts.shape);
      for (const from of counts.test === undefined ? (["train"] as const) : (["train", "test"] as const)) {
        const count = counts[from]!;
        assert.is(labels[from]!.length, count * sizeOf(facts.labels.shape));
        const all = every(count);
        const last = Uint32Array.of(count - 1);
        const [whole, none, one] = await gather([
          { from, rows: all },
          { from, rows: new Uint32Array(0) },
          { from, rows: last },
        ]);
        assert.is(whole!.length, count * size);
        assert.is(none!.length, 0);
        assert.equal(one, whole!.slice((count - 1) * size));
      }
    });
  });

  test(`${title} has class numbers below its classes, or finite values`, async () => {
    await inFolder(files, async (folder) => {
      const { facts, labels } = await open(sourceCase, folder);
      for (const value of [...labels.train, ...(labels.test ?? [])]) {
        if (facts.classes === undefined) assert.ok(Number.isFinite(value));
        else assert.ok(Number.isInteger(value) && value >= 0 && value < facts.classes.length);
      }
      assert.is(facts.labels.kind, facts.classes === undefined ? "vector" : "class");
    });
  });

  test(`${title} has one fingerprint wherever it lies, and another when a value changes`, async () => {
    const own = await fingerprint(sourceCase, files);
    assert.is(await fingerprint(sourceCase, files), own);
    assert.is.not(await fingerprint(sourceCase, changed), own);
  });

  test(`${title} says where data come from without naming a place on this machine`, async () => {
    await inFolder(files, async (folder) => {
      const { origin } = await open(sourceCase, folder);
      assert.ok(origin.length > 0 && !origin.includes("\n") && !origin.includes(folder));
    });
  });

  test(`${title} names what is missing when any of its files is`, async () => {
    for (const file of Object.keys(files)) {
      await inFolder(files, async (folder) => {
        rmSync(join(folder, file));
        try {
          await openDataset(sectionOf(source, options), contextIn(folder));
          assert.is(source, "images", `${file} was not missed`);
        } catch (error) {
          assert.ok(error instanceof OptionProblem || error instanceof RunExpError, String(error));
        }
      });
    }
  });
}

test.run();

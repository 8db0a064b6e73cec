import { rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DatasetSection } from "../../src/data/dataset.ts";
import { materialized } from "../../src/data/features.ts";
import { describeDataset, openDataset } from "../../src/data/open.ts";
import type { SourceContext } from "../../src/data/source.ts";
import {
  bytes,
  contextIn,
  type Files,
  float32Npy,
  inFolder,
  loadSection,
  npyFile,
  problemOf,
  sectionOf,
  uint8Npy,
} from "./fixtures.ts";

const test = suite("data/open");

const ROWS = 20;
const FILES: Files = {
  "x.npy": uint8Npy(
    [ROWS, 2, 2, 1],
    Array.from({ length: ROWS * 4 }, (_, at) => (at * 13) % 256),
  ),
  "y.npy": uint8Npy(
    [ROWS],
    Array.from({ length: ROWS }, (_, row) => row % 2),
  ),
};
const PATHS = { features: "x.npy", labels: "y.npy" };

type Rest = Parameters<typeof sectionOf>[2];

function section(rest: Rest = {}, options: object = {}): DatasetSection {
  return sectionOf("npy", { ...PATHS, ...options }, rest);
}

interface Change {
  readonly rest?: Rest;
  readonly options?: object;
  readonly files?: Files;
  readonly seed?: number;
}

function fingerprint({ rest = {}, options = {}, files = {}, seed = 1 }: Change): Promise<string> {
  return inFolder({ ...FILES, ...files }, async (folder) => {
    const { fingerprint } = await openDataset(section(rest, options), contextIn(folder, { seed }));
    return fingerprint;
  });
}

test("parts are split, prepared by the training part, and known in shape", async () => {
  await inFolder(FILES, async (folder) => {
    const rest: Rest = {
      split: { validation: 0.25, test: 0.2, stratify: true },
      preprocess: [{ standardize: { over: "all" } }, { reshape: { shape: [4] } }, { oneHot: {} }],
    };
    const data = await loadSection(section(rest), contextIn(folder));
    assert.equal([data.shape, data.labels], [[4], { kind: "vector", shape: [2] }]);
    assert.equal([data.train.count, data.validation!.count, data.test!.count], [12, 4, 4]);
    const seen = materialized(data.train);
    assert.ok(Math.abs(seen.reduce((sum, value) => sum + value, 0)) < 1e-4);
    assert.equal(data.validation!.features.scale, data.train.features.scale);
    assert.equal(data.test!.labels.values.length, 8);
  });
});

test("what is described before opening is what is opened and loaded", async () => {
  await inFolder(FILES, async (folder) => {
    const wanted = section({ split: { validation: 0.3 }, preprocess: [{ resize: { height: 3, width: 1 } }] });
    const { counts, ...facts } = await describeDataset(wanted, { folder });
    const opened = await openDataset(wanted, contextIn(folder));
    const { train, validation, test: held, ...known } = await opened.load();
    assert.equal(opened.counts, counts);
    assert.equal(known, { ...facts, fingerprint: opened.fingerprint, origin: opened.origin });
    assert.equal({ train: train.count, validation: validation!.count, test: held?.count ?? 0 }, counts);
  });
});

test("a dataset that is loaded twice is the same twice", async () => {
  const table = "a,k\n1,x\n,y\n3,x\n4,y\n";
  await inFolder({ "t.csv": table }, async (folder) => {
    const wanted = sectionOf("csv", { path: "t.csv", target: "k", missing: "mean" });
    const opened = await openDataset(wanted, contextIn(folder));
    const [first, second] = [await opened.load(), await opened.load()];
    assert.equal([...second.train.features.storage], [...first.train.features.storage]);
    assert.is.not(second.train.features.storage, first.train.features.storage);
  });
});

test("a fingerprint is a SHA-256, and the same from every folder", async () => {
  const own = await fingerprint({});
  assert.match(own, /^[0-9a-f]{64}$/);
  assert.is(await fingerprint({}), own);
});

test("another name of the same file is the same data", async () => {
  const own = await fingerprint({});
  const renamed = { "other/features.npy": FILES["x.npy"]! };
  assert.is(await fingerprint({ files: renamed, options: { features: "other/features.npy" } }), own);
});

test("a seed that decides nothing changes nothing; one that splits does", async () => {
  assert.is(await fingerprint({ seed: 2 }), await fingerprint({ seed: 1 }));
  const rest: Rest = { split: { validation: 0.5 } };
  assert.is.not(await fingerprint({ rest, seed: 2 }), await fingerprint({ rest, seed: 1 }));
});

test("augmentation is the training's, not the data's", async () => {
  assert.is(await fingerprint({ rest: { augment: [{ flip: { axis: "both" } }] } }), await fingerprint({}));
});

const floats = float32Npy(
  [ROWS, 2, 2, 1],
  Array.from({ length: ROWS * 4 }, (_, at) => (at * 13) % 256),
);
const ONES = bytes(new Float32Array(ROWS * 4).fill(1));

test("everything that changes what a model sees changes the fingerprint", async () => {
  const changes: Readonly<Record<string, Change>> = {
    nothing: {},
    "one value": { files: { "x.npy": uint8Npy([ROWS, 2, 2, 1], Array(ROWS * 4).fill(1)) } },
    "one label": {
      files: {
        "y.npy": uint8Npy(
          [ROWS],
          Array.from({ length: ROWS }, (_, row) => Number(row > 3)),
        ),
      },
    },
    "the shape": {
      files: { "x.npy": uint8Npy([ROWS, 4, 1, 1], [...FILES["x.npy"]!.slice(-ROWS * 4)] as number[]) },
    },
    "the kind of labels": { options: { target: "values" } },
    "a validation part": { rest: { split: { validation: 0.3 } } },
    "a test part": { rest: { split: { test: 0.3 } } },
    "a stratified part": { rest: { split: { validation: 0.3, stratify: true } } },
    "a share": { rest: { share: 0.5 } },
    "a step": { rest: { preprocess: [{ rescale: { scale: 2, offset: 0 } }] } },
    "another step": { rest: { preprocess: [{ rescale: { scale: 2, offset: 1 } }] } },
    "two steps": { rest: { preprocess: [{ normalize: { min: 0, max: 1, over: "all" } }, { oneHot: {} }] } },
    "the same in another order": {
      rest: { preprocess: [{ oneHot: {} }, { normalize: { min: 0, max: 1, over: "all" } }] },
    },
    "ones as floats": { files: { "x.npy": npyFile("<f4", [ROWS, 2, 2, 1], ONES) } },
    "the same bits as whole numbers": { files: { "x.npy": npyFile("<i4", [ROWS, 2, 2, 1], ONES) } },
  };
  const found = new Map<string, string>();
  for (const [what, change] of Object.entries(changes)) {
    const print = await fingerprint(change);
    assert.is(found.get(print), undefined, `${what} is taken for ${found.get(print)}`);
    found.set(print, what);
  }
});

test("the way gaps are filled is part of the data", async () => {
  const prints = new Set<string>();
  for (const missing of ["mean", "median", "mostFrequent"]) {
    await inFolder({ "t.csv": "a,k\n1,x\n,y\n3,x\n" }, async (folder) => {
      const wanted = sectionOf("csv", { path: "t.csv", target: "k", missing });
      prints.add((await openDataset(wanted, contextIn(folder))).fingerprint);
    });
  }
  assert.is(prints.size, 3);
});

test("variants of one file read a table once", async () => {
  await inFolder(FILES, async (folder) => {
    const known: SourceContext["known"] = new Map();
    const wanted = [section(), section({ split: { validation: 0.5 } }), section({}, { features: "no.npy" })];
    const first = await describeDataset(wanted[0]!, { folder, known });
    rmSync(join(folder, "x.npy"));
    assert.equal(await describeDataset(wanted[0]!, { folder, known }), first);
    assert.is((await describeDataset(wanted[1]!, { folder, known })).counts.validation, ROWS / 2);
    for (let again = 0; again < 2; again++) {
      const problem = await problemOf(() => describeDataset(wanted[2]!, { folder, known }));
      assert.equal(problem.path, ["source", "npy", "features"]);
    }
    assert.match(
      (await problemOf(() => describeDataset(wanted[0]!, { folder }))).message,
      "x.npy does not exist",
    );
  });
});

function refusal(rest: Rest, options: object = {}, files: Files = {}) {
  return inFolder({ ...FILES, ...files }, async (folder) => {
    const described = await problemOf(() => describeDataset(section(rest, options), { folder }));
    const opened = await problemOf(() => openDataset(section(rest, options), contextIn(folder)));
    assert.equal([opened.path, opened.message], [described.path, described.message]);
    return described;
  });
}

test("a mistake is told at its place in the section, before opening and at opening", async () => {
  const values = { target: "values" };
  assert.equal((await refusal({ split: { stratify: true } }, values)).path, ["split", "stratify"]);
  assert.equal((await refusal({ split: { validation: 0.01 } })).path, ["split", "validation"]);
  assert.equal((await refusal({}, { features: "no.npy" })).path, ["source", "npy", "features"]);
  const flat = [{ reshape: { shape: [4] } }];
  assert.equal((await refusal({ preprocess: [...flat, { reshape: { shape: [5] } }] })).path, [
    "preprocess",
    1,
    "reshape",
    "shape",
  ]);
  const augmented = await refusal({
    preprocess: flat,
    augment: [{ noise: { stddev: 1 } }, { flip: { axis: "both" } }],
  });
  assert.equal(augmented.path, ["augment", 0, "noise"]);
  const held = { testFeatures: "x.npy", testLabels: "y.npy" };
  assert.equal((await refusal({ split: { test: 0.1 } }, held)).path, ["split", "test"]);
});

test("a step for which there is no memory is a problem with that step", async () => {
  const large = [{ rescale: { scale: 1, offset: 0 } }, { resize: { height: 4_000_000, width: 4_000_000 } }];
  const problem = await inFolder(FILES, (folder) =>
    problemOf(() => loadSection(section({ preprocess: large }), contextIn(folder))),
  );
  assert.equal(problem.path, ["preprocess", 1, "resize", "height"]);
  assert.match(problem.message, "more than there is memory for");
});

test("floats that hold whole numbers are kept as floats, and bytes as bytes", async () => {
  await inFolder({ ...FILES, "f.npy": floats }, async (folder) => {
    const bytes = await loadSection(section(), contextIn(folder));
    const wide = await loadSection(section({}, { features: "f.npy" }), contextIn(folder));
    assert.equal(materialized(wide.train), materialized(bytes.train));
    assert.equal(
      [bytes.train.features.storage.BYTES_PER_ELEMENT, wide.train.features.storage.BYTES_PER_ELEMENT],
      [1, 4],
    );
  });
});

test.run();

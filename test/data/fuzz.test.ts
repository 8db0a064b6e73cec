import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem, RunExpError } from "../../src/base/errors.ts";
import { type Stream, stream } from "../../src/base/random.ts";
import type { DatasetSection } from "../../src/data/dataset.ts";
import {
  contextIn,
  float32Npy,
  idxFile,
  inFolder,
  loadSection,
  npyFile,
  npzFile,
  sectionOf,
  uint8Npy,
} from "./fixtures.ts";

/** Files that were sound until something happened to them: a designed message, or data that can be used. */
const test = suite("data/fuzz");

const ROUNDS = 240;

const X = idxFile(
  [6, 2, 3],
  Array.from({ length: 36 }, (_, at) => at * 7),
);
const Y = idxFile([6], [0, 1, 2, 0, 1, 2]);
const FEATURES = float32Npy(
  [6, 3],
  Array.from({ length: 18 }, (_, at) => at / 4),
);
const CLASSES = uint8Npy([6], [0, 1, 2, 0, 1, 2]);
const TABLE = 'a,"b, c",colour,kind\n1,2.5,red,x\n-3e2,4,"bl""ue",y\n5,,red,x\n6,7,green,"y"\n8,9,red,x\n';

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly sound: Uint8Array;
  readonly others?: Readonly<Record<string, Uint8Array>>;
  readonly section: DatasetSection;
}

const IDX = { trainImages: "x", trainLabels: "y" };
const NPY = { features: "x", labels: "y" };
const CSV = { path: "x", target: "kind", categorical: ["colour"], missing: "median" };
const ARRAYS = { x_train: FEATURES, y_train: CLASSES };
const ARRAY_FILES = { "x_train.npy": FEATURES, "y_train.npy": CLASSES };

const SUBJECTS: readonly Subject[] = [
  { name: "idx", file: "x", sound: X, others: { y: Y }, section: sectionOf("idx", IDX) },
  { name: "idx labels", file: "y", sound: Y, others: { x: X }, section: sectionOf("idx", IDX) },
  { name: "gzipped idx", file: "x", sound: gzipSync(X), others: { y: Y }, section: sectionOf("idx", IDX) },
  { name: "npy", file: "x", sound: FEATURES, others: { y: CLASSES }, section: sectionOf("npy", NPY) },
  {
    name: "npy of 64-bit labels",
    file: "y",
    sound: npyFile("<i8", [6], new Uint8Array(BigInt64Array.of(0n, 1n, 2n, 0n, 1n, 2n).buffer)),
    others: { x: FEATURES },
    section: sectionOf("npy", NPY),
  },
  { name: "npz", file: "x", sound: npzFile(ARRAYS), section: sectionOf("npz", { path: "x" }) },
  {
    name: "unpacked npz",
    file: "x",
    sound: zipSync(ARRAY_FILES, { level: 0 }),
    section: sectionOf("npz", { path: "x" }),
  },
  { name: "csv", file: "x", sound: Buffer.from(TABLE), section: sectionOf("csv", CSV) },
  {
    name: "csv without a header",
    file: "x",
    sound: Buffer.from("1,2,3\n4,5,6\n7,8,9\n"),
    section: sectionOf(
      "csv",
      { path: "x", target: "2", header: false, targetKind: "number" },
      { split: { validation: 0.4 } },
    ),
  },
];

/** Bytes that mean something to one format or another. */
const TELLING = [0, 1, 0x0a, 0x0d, 0x22, 0x2c, 0x2d, 0x30, 0x39, 0x65, 0x7f, 0x80, 0xbf, 0xc3, 0xfe, 0xff];

type Mutation = (file: Buffer, draw: (bound: number) => number) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (file, draw) => {
    file[draw(file.length)]! ^= 1 << draw(8);
    return file;
  },
  (file, draw) => {
    file[draw(file.length)] = TELLING[draw(TELLING.length)]!;
    return file;
  },
  (file, draw) => file.subarray(0, draw(file.length + 1)),
  (file, draw) => file.subarray(draw(file.length)),
  (file, draw) => {
    const at = draw(file.length + 1);
    const more = Buffer.from(Array.from({ length: 1 + draw(6) }, () => TELLING[draw(TELLING.length)]!));
    return Buffer.concat([file.subarray(0, at), more, file.subarray(at)]);
  },
  (file, draw) => {
    const [from, length] = [draw(file.length), 1 + draw(20)];
    return Buffer.concat([file.subarray(0, from), file.subarray(from + length)]);
  },
  (file, draw) => {
    const [from, length, to] = [draw(file.length), 1 + draw(30), draw(file.length)];
    return Buffer.concat([file.subarray(0, to), file.subarray(from, from + length), file.subarray(to)]);
  },
  (file, draw) => {
    const at = draw(file.length);
    return Buffer.from(file.fill(TELLING[draw(TELLING.length)]!, at, Math.min(at + 4, file.length)));
  },
];

function mutated(sound: Uint8Array, random: Stream): Buffer {
  let word = 0;
  const draw = (bound: number) => random.below(word++, Math.max(1, bound));
  let file: Buffer = Buffer.from(sound);
  for (let times = 1 + draw(3); times > 0; times--) {
    file = MUTATIONS[draw(MUTATIONS.length)]!(file.length === 0 ? Buffer.of(0) : file, draw);
  }
  return file;
}

async function isHandled(section: DatasetSection, folder: string): Promise<"read" | "refused"> {
  try {
    const { train, classes } = await loadSection(section, contextIn(folder));
    assert.ok(train.count > 0);
    assert.ok(
      train.features.storage.every((value) => Number.isFinite(value)),
      "a value that is not finite",
    );
    assert.ok(
      train.labels.values.every((label) =>
        classes === undefined ? Number.isFinite(label) : label < classes.length,
      ),
    );
    return "read";
  } catch (error) {
    if (!(error instanceof OptionProblem || error instanceof RunExpError)) throw error;
    assert.ok(
      error.message.length > 10 && error.message.length < 1000 && !/\bat .*\.ts:/.test(error.message),
    );
    if (error instanceof OptionProblem)
      assert.ok(["source", "split"].includes(String(error.path[0])), error.message);
    return "refused";
  }
}

for (const { name, file, sound, others = {}, section } of SUBJECTS) {
  test(`${ROUNDS} mutations of ${name} are each read or refused, and never crash`, async () => {
    await inFolder({ ...others, [file]: sound }, async (folder) => {
      assert.is(await isHandled(section, folder), "read");
      let refused = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const content = mutated(sound, stream(1, `fuzz/${name}`, round));
        writeFileSync(join(folder, file), content);
        try {
          if ((await isHandled(section, folder)) === "refused") refused += 1;
        } catch (error) {
          const shown = content
            .toString("latin1")
            .replaceAll(/[^ -~]/g, (odd) => `\\x${odd.charCodeAt(0).toString(16)}`);
          throw new Error(`round ${round}: ${shown}`, { cause: error });
        }
      }
      assert.ok(refused > ROUNDS / 10, `${refused} of ${ROUNDS} were refused`);
    });
  });
}

test.run();

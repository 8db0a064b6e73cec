import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { openNamed } from "../../../src/data/cache.ts";
import { cifar10From, setOfBatches } from "../../../src/data/named/cifar10.ts";
import { contextIn, inFolder } from "../fixtures.ts";
import { deadAddress, md5, tarball, withServer } from "../servers.ts";

const test = suite("data/named/cifar10");

const RECORD = 1 + 3 * 1024;

/** A batch of records whose label is given and whose red, green and blue planes count from 0, 50 and 100. */
function batch(...labels: number[]): Uint8Array {
  const file = new Uint8Array(labels.length * RECORD);
  for (const [row, label] of labels.entries()) {
    file[row * RECORD] = label;
    for (let at = 0; at < 3 * 1024; at++) {
      file[row * RECORD + 1 + at] = (50 * Math.floor(at / 1024) + (at % 1024)) % 256;
    }
  }
  return file;
}

const FILES = {
  "cifar-10-batches-bin/data_batch_1.bin": batch(3, 1),
  "cifar-10-batches-bin/data_batch_2.bin": batch(4),
  "cifar-10-batches-bin/data_batch_3.bin": batch(5),
  "cifar-10-batches-bin/data_batch_4.bin": batch(9),
  "cifar-10-batches-bin/data_batch_5.bin": batch(0),
  "cifar-10-batches-bin/test_batch.bin": batch(7, 7),
  "cifar-10-batches-bin/readme.html": "no batch",
};

test("planes become pixels, and batches follow each other", () => {
  const {
    train,
    test: held,
    shape,
  } = setOfBatches(
    new Map(Object.entries(FILES).map(([path, file]) => [path, Buffer.from(file as Uint8Array)])),
  );
  assert.equal(shape, [32, 32, 3]);
  assert.equal(
    [[...train.labels], [...held.labels]],
    [
      [3, 1, 4, 5, 9, 0],
      [7, 7],
    ],
  );
  assert.equal([...train.images.subarray(0, 6)], [0, 50, 100, 1, 51, 101]);
  const second = train.images.subarray(3 * 1024, 3 * 1024 + 3);
  assert.equal([...second], [0, 50, 100]);
  assert.equal([...held.images.subarray(-3)], [1023 % 256, (50 + 1023) % 256, (100 + 1023) % 256]);
});

test("the archive is fetched, unpacked and kept", async () => {
  const archive = tarball(FILES);
  await inFolder({}, (folder) =>
    withServer(
      (_request, response) => response.end(archive),
      async ({ base }) => {
        const named = cifar10From({ url: `${base}/cifar.tar.gz`, md5: md5(archive) });
        const file = await openNamed(named, contextIn(folder, { offline: false }));
        assert.equal([file.counts, file.origin], [[6, 2], "CIFAR-10, official binary batches"]);
      },
    ),
  );
});

test("where the host is out of reach the message says so, and that there is no other", async () => {
  const named = cifar10From({ url: `${await deadAddress()}/cifar.tar.gz`, md5: "" });
  await inFolder({}, async (folder) => {
    try {
      await openNamed(named, contextIn(folder, { offline: false }));
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RunExpError);
      assert.match(
        (error as RunExpError).message,
        /CIFAR-10 could not be fetched: 127\.0\.0\.1:\d+ cannot be reached/,
      );
      assert.match((error as RunExpError).hint, "no other source");
    }
  });
});

test.run();

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { EventFile } from "../../src/store/tensor-board/event-file.ts";
import {
  momentOf,
  scalarEvent,
  sessionEndEvent,
  sessionStartEvent,
  versionEvent,
} from "../../src/store/tensor-board/events.ts";
import { crc32c, record, recordsIn } from "../../src/store/tensor-board/records.ts";
import { scratch } from "../scratch.ts";

/** The bytes are those that TensorBoard 2.21's own messages and its RecordWriter give. */
const test = suite("store/tensor-board");

const SECONDS = 1795532236.5;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

test("the check value is CRC-32C: the examples of RFC 3720", () => {
  assert.is(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.is(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.is(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e);
});

test("events are TensorBoard's, byte for byte", () => {
  const at = (epoch: number) => ({ seconds: SECONDS, epoch });
  assert.is(hex(versionEvent(at(0))), "090000207369c1da411a0d627261696e2e4576656e743a32");
  const scalars = scalarEvent(at(300), { epoch_loss: 0.75, epoch_accuracy: Number.NaN });
  assert.is(
    hex(scalars),
    "090000207369c1da4110ac022a2a0a110a0a65706f63685f6c6f7373150000403f0a150a0e65706f63685f6163637572616379150000c07f",
  );
  assert.is(hex(record(scalars)), `3800000000000000a3797d57${hex(scalars)}66e531cc`);
  assert.is(
    hex(sessionEndEvent(at(3), "failure")),
    "090000207369c1da4110032a3a0a380a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f4a1a0a180a0768706172616d73120d220b0802110000207369c1da41",
  );
  for (const [configuration, bytes] of [
    [
      { rate: 0.5 },
      "090000207369c1da412a4d0a4b0a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f4a2b0a290a0768706172616d73121e1a1c0a110a0472617465120911000000000000e03f290000207369c1da41",
    ],
    [
      { s: "relu" },
      "090000207369c1da412a470a450a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f4a250a230a0768706172616d7312181a160a0b0a017312061a0472656c75290000207369c1da41",
    ],
    [
      { b: true },
      "090000207369c1da412a430a410a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f4a210a1f0a0768706172616d7312141a120a070a016212022001290000207369c1da41",
    ],
  ] as const) {
    assert.is(hex(sessionStartEvent(at(0), configuration)), bytes);
  }
});

test("the moment of an event is read back, however many epochs there were", () => {
  for (const epoch of [0, 1, 127, 128, 300, 16_384, 2 ** 40]) {
    assert.equal(momentOf(scalarEvent({ seconds: SECONDS, epoch }, { a: 1 })), { seconds: SECONDS, epoch });
  }
});

test("a file that a crash left torn at any byte goes on after its last whole event", async () => {
  const path = join(scratch(), "events");
  const first = await EventFile.open(path, 0);
  for (const epoch of [1, 2, 3]) await first.append(epoch, (moment) => scalarEvent(moment, { loss: epoch }));
  const whole = readFileSync(path);
  const ends = recordsIn(whole).map(({ end }) => end);
  assert.is(ends.length, 4);
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const file = await EventFile.open(path, 9);
    assert.is(file.count, Math.max(0, ends.filter((end) => end <= length).length - 1));
    if (file.count > 0) assert.equal(readFileSync(path), whole.subarray(0, ends[file.count]));
  }
});

test("epochs that are to be trained again are cut off, and so is what is damaged", async () => {
  const path = join(scratch(), "events");
  const first = await EventFile.open(path, 0);
  for (const epoch of [1, 2, 3]) await first.append(epoch, (moment) => scalarEvent(moment, { loss: epoch }));
  const second = await EventFile.open(path, 2);
  assert.equal([second.count, second.last.epoch], [2, 2]);
  appendFileSync(path, Buffer.alloc(40, 7));
  assert.is((await EventFile.open(path, 2)).count, 2);
  assert.is((await EventFile.open(path, -1)).count, 0);
  assert.is(recordsIn(readFileSync(path)).length, 1);
});

test.run();

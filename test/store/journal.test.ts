import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Journal } from "../../src/store/journal.ts";
import { scratch } from "../scratch.ts";

const test = suite("store/journal");

interface Event {
  readonly type: string;
  readonly value?: number;
}

const EVENTS: readonly Event[] = [
  { type: "first", value: 0.1 + 0.2 },
  { type: "zweites – “”\n", value: Number.NaN },
  { type: "third", value: Number.NEGATIVE_INFINITY },
];

async function written(): Promise<string> {
  const path = join(scratch(), "journal.jsonl");
  const journal = await Journal.open<Event>(path);
  for (const event of EVENTS) await journal.append(event);
  assert.equal(journal.events, EVENTS);
  return path;
}

test("events come back as they were noted, one a line", async () => {
  const path = await written();
  assert.is(readFileSync(path, "utf8").split("\n").length, EVENTS.length + 1);
  assert.equal((await Journal.open<Event>(path)).events, EVENTS);
});

test("cut off after any byte, whole events are kept, the torn one is cut off, and the next stands on its own line", async () => {
  const whole = readFileSync(await written());
  const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
  for (let length = 0; length <= whole.length; length++) {
    const path = join(scratch(), "journal.jsonl");
    writeFileSync(path, whole.subarray(0, length));
    const journal = await Journal.open<Event>(path);
    const kept = EVENTS.slice(0, ends.filter((end) => end <= length).length);
    assert.equal(journal.events, kept, `${length} bytes`);
    await journal.append({ type: "next" });
    assert.equal((await Journal.open<Event>(path)).events, [...kept, { type: "next" }], `${length} bytes`);
  }
});

test("whole lines that follow one that cannot be read are counted when they are cut off", async () => {
  const path = await written();
  assert.is((await Journal.open<Event>(path)).lost, 0);
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -3));
  assert.is((await Journal.open<Event>(path)).lost, 0, "a torn end is no loss");
  const other = await written();
  const lines = readFileSync(other, "utf8").split("\n");
  writeFileSync(other, [lines[0], `x${lines[1]}`, ...lines.slice(2)].join("\n"));
  const journal = await Journal.open<Event>(other);
  assert.equal([journal.lost, journal.events], [2, EVENTS.slice(0, 1)]);
});

test("what a power cut made of the end is cut off: zeros, noise, a line that is no event", async () => {
  for (const tail of [
    "\0".repeat(100),
    "\xff\xfe{]\n",
    "12\n",
    "null\n",
    '"text"\n',
    '{"type":\n{"type":"lost"}\n',
  ]) {
    const path = await written();
    appendFileSync(path, Buffer.from(tail, "latin1"));
    assert.equal((await Journal.open<Event>(path)).events, EVENTS, JSON.stringify(tail));
  }
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type RunRecord, secondsOf, sessionsOf, trainedReplicate } from "../../src/runner/record.ts";

const test = suite("runner/record");

const figures = { seed: 1, history: [], stopReason: null, finalEpoch: 1, diverged: false, figures: {} };

const RECORDS: readonly RunRecord[] = [
  { type: "session", at: "2026-11-24T08:00:00Z" },
  { type: "epoch", replicate: 1, epoch: 1, seconds: 10, elapsed: 12 },
  { type: "epoch", replicate: 1, epoch: 2, seconds: 10, elapsed: 23 },
  { type: "session", at: "2026-11-25T08:00:00Z" },
  { type: "session", at: "2026-11-26T08:00:00Z" },
  { type: "epoch", replicate: 1, epoch: 3, seconds: 11, elapsed: 13 },
  { type: "finished", replicate: 1, elapsed: 14, figures },
];

test("a replicate that is finished is known with what it came to, the last time it was", () => {
  assert.equal(trainedReplicate(RECORDS, 1)?.figures, figures);
  assert.is(trainedReplicate(RECORDS, 2), undefined);
  const again: RunRecord = { type: "finished", replicate: 1, elapsed: 20, figures: { ...figures, seed: 2 } };
  assert.is(trainedReplicate([...RECORDS, again], 1)?.figures.seed, 2);
});

test("time is that of all sessions, and each is counted to its last record", () => {
  assert.equal(secondsOf(RECORDS, 15.04), { training: 31, whole: 38 });
  assert.equal(secondsOf([RECORDS[0]!], 2), { training: 0, whole: 2 });
});

test("a run begins with its first session", () => {
  assert.equal(sessionsOf(RECORDS), { began: "2026-11-24T08:00:00Z", count: 3 });
});

test.run();

import { RunExpError } from "../base/errors.ts";
import { exactJson, parseExactJson } from "../base/exact-json.ts";
import { bytesOf, sha256 } from "../base/hash.ts";
import type { Checkpoint, Progress } from "./loop.ts";

/**
 * A checkpoint as bytes: `run-exp checkpoint 1 `, the SHA-256 of all that follows the line, a newline, a JSON
 * header on one line, a newline, then all arrays as little-endian 32-bit floats, one after the other: weights,
 * slots weight by weight, kept weights by name. The header names every length.
 */
const MAGIC = "run-exp checkpoint ";
const VERSION = "1";
const NEWLINE = 10;

interface Header {
  readonly progress: Progress;
  readonly steps: number;
  readonly weights: readonly number[];
  readonly slots: readonly (readonly number[])[];
  readonly kept: Readonly<Record<string, readonly number[]>>;
}

export function encodeCheckpoint({ progress, state, kept }: Checkpoint): Uint8Array {
  const arrays = [...state.weights, ...state.slots.flat(), ...Object.values(kept).flat()].map(bytesOf);
  const lengths = (list: readonly Float32Array[]) => list.map((array) => array.length);
  const header: Header = {
    progress,
    steps: state.steps,
    weights: lengths(state.weights),
    slots: state.slots.map(lengths),
    kept: Object.fromEntries(Object.entries(kept).map(([name, weights]) => [name, lengths(weights)])),
  };
  const body = Buffer.concat([Buffer.from(`${exactJson(header)}\n`), ...arrays]);
  return Buffer.concat([Buffer.from(`${MAGIC}${VERSION} ${sha256(body)}\n`), body]);
}

/**
 * Throws a RunExpError `checkpoint-damaged` where a byte is missing, added or changed, and
 * `checkpoint-version` where another version of run-exp wrote them.
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = checkedBody(buffer);
  const end = body.indexOf(NEWLINE);
  const header = parseExactJson(body.toString("utf8", 0, end)) as Header;
  let at = end + 1;
  const take = (length: number): Float32Array => {
    const piece = new Uint8Array(body.subarray(at, at + length * 4)); // copied, so that floats are aligned
    at += length * 4;
    return new Float32Array(piece.buffer);
  };
  const weights = header.weights.map(take);
  const slots = header.slots.map((lengths) => lengths.map(take));
  const kept = Object.fromEntries(
    Object.entries(header.kept).map(([name, lengths]) => [name, lengths.map(take)]),
  );
  return { progress: header.progress, state: { weights, slots, steps: header.steps }, kept };
}

/** All that follows the first line, which must hold its checksum. */
function checkedBody(buffer: Buffer): Buffer {
  const end = buffer.indexOf(NEWLINE);
  const line = buffer.toString("latin1", 0, Math.max(end, 0));
  const [, version, sum] = new RegExp(`^${MAGIC}(\\d+) ([0-9a-f]{64})$`).exec(line) ?? [];
  if (version === undefined) throw damaged("it does not begin as one");
  if (version !== VERSION) {
    throw new RunExpError("checkpoint-version", "a checkpoint was written by another version of run-exp");
  }
  const body = buffer.subarray(end + 1);
  if (sha256(body) !== sum) throw damaged("its checksum differs");
  return body;
}

function damaged(reason: string): RunExpError {
  return new RunExpError("checkpoint-damaged", `a checkpoint is damaged: ${reason}`);
}

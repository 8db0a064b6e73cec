import { RunExpError } from "../base/errors.ts";
import { exactJson, parseExactJson } from "../base/exact-json.ts";
import { bytesOf, sha256OfPieces } from "../base/hash.ts";
import type { Checkpoint, Progress } from "./loop.ts";

/**
 * A checkpoint as bytes: the text `run-exp checkpoint 1`, a newline, a JSON header on one line, a newline, then
 * all arrays as little-endian 32-bit floats, one after the other: weights, slots weight by weight, kept weights
 * by slot. The header names every length and holds the SHA-256 of the rest.
 */
const MAGIC = "run-exp checkpoint 1\n";

interface Header {
  readonly progress: Progress;
  readonly steps: number;
  readonly weights: readonly number[];
  readonly slots: readonly (readonly number[])[];
  readonly kept: Readonly<Record<string, readonly number[]>>;
  readonly sha256: string;
}

export function encodeCheckpoint({ progress, state, kept }: Checkpoint): Uint8Array {
  const arrays = [...state.weights, ...state.slots.flat(), ...Object.values(kept).flat()].map(bytesOf);
  const lengths = (list: readonly Float32Array[]) => list.map((array) => array.length);
  const header: Header = {
    progress,
    steps: state.steps,
    weights: lengths(state.weights),
    slots: state.slots.map(lengths),
    kept: Object.fromEntries(Object.entries(kept).map(([slot, weights]) => [slot, lengths(weights)])),
    sha256: sha256OfPieces(arrays),
  };
  return Buffer.concat([Buffer.from(`${MAGIC}${exactJson(header)}\n`), ...arrays]);
}

/** Throws a RunExpError `checkpoint-damaged` where the bytes are not a whole checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(buffer);
  let at = buffer.indexOf(10, MAGIC.length) + 1;
  const pieces: Uint8Array[] = [];
  const take = (length: number): Float32Array => {
    const piece = buffer.subarray(at, at + length * 4);
    if (piece.length !== length * 4) throw damaged("it ends too early");
    at += piece.length;
    pieces.push(piece);
    return new Float32Array(new Uint8Array(piece).buffer);
  };
  const weights = header.weights.map(take);
  const slots = header.slots.map((lengths) => lengths.map(take));
  const kept = Object.fromEntries(
    Object.entries(header.kept).map(([slot, lengths]) => [slot, lengths.map(take)]),
  );
  if (at !== buffer.length || sha256OfPieces(pieces) !== header.sha256) throw damaged("its checksum differs");
  return { progress: header.progress, state: { weights, slots, steps: header.steps }, kept };
}

function readHeader(buffer: Buffer): Header {
  const end = buffer.indexOf(10, MAGIC.length);
  if (!buffer.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC)) || end < 0)
    throw damaged("it has no header");
  try {
    return parseExactJson(buffer.toString("utf8", MAGIC.length, end)) as Header;
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged("its header cannot be read");
    throw error;
  }
}

function damaged(reason: string): RunExpError {
  return new RunExpError(
    "checkpoint-damaged",
    `a checkpoint is damaged: ${reason}`,
    "the training starts again from its first epoch when the checkpoint is removed",
  );
}

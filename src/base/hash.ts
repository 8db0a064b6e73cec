import { createHash } from "node:crypto";

/** SHA-256 of bytes or UTF-8 text, as 64 hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of several pieces of bytes, each preceded by its length, so that no two lists collide. */
export function sha256OfPieces(pieces: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  const length = new DataView(new ArrayBuffer(8));
  for (const piece of pieces) {
    length.setBigUint64(0, BigInt(piece.byteLength), true);
    hash.update(new Uint8Array(length.buffer)).update(piece);
  }
  return hash.digest("hex");
}

/** The bytes under any typed array, without copying. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The bytes under several typed arrays, one after the other. */
export function joinedBytes(arrays: readonly ArrayBufferView[]): Uint8Array {
  return new Uint8Array(Buffer.concat(arrays.map(bytesOf)));
}

/** JSON text with sorted keys at every depth: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

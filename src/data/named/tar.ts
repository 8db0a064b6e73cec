import { gunzipSync } from "node:zlib";

/**
 * The files of a gzipped tar archive by path, sharing the memory of the unpacked archive (POSIX ustar: a
 * 512-byte header with name at 0, size in octal at 124, type at 156 and name prefix at 345, then the content
 * rounded up to 512 bytes).
 */
export function untar(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const bytes = gunzipSync(archive);
  const text = (at: number, length: number) => bytes.toString("utf8", at, at + length).replace(/\0.*$/s, "");
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const type = text(at + 156, 1);
    const prefix = text(at + 257, 5) === "ustar" ? text(at + 345, 155) : "";
    const name = prefix === "" ? text(at, 100) : `${prefix}/${text(at, 100)}`;
    if (type === "0" || type === "") files.set(name, bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/**
 * TFRecord files (TensorFlow, "TFRecord and tf.train.Example"; tensorflow/core/lib/io/record_writer.h): for each record
 * its length in eight bytes, the masked CRC-32C of these, the record, and the masked CRC-32C of it.
 */

/** One record as a file holds it. */
export function record(data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedCrc(head.subarray(0, 8)), 8);
  const foot = Buffer.alloc(4);
  foot.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([head, data, foot]);
}

/** The records of a file, each with where it ends, up to the first that a crash left torn. */
export function recordsIn(file: Uint8Array): { readonly data: Uint8Array; readonly end: number }[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const records: { data: Uint8Array; end: number }[] = [];
  let at = 0;
  while (at + 12 <= bytes.length && bytes.readUInt32LE(at + 8) === maskedCrc(bytes.subarray(at, at + 8))) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + 12 + length + 4;
    if (end > bytes.length) break;
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(end - 4) !== maskedCrc(data)) break;
    records.push({ data, end });
    at = end;
  }
  return records;
}

/** A CRC is turned and shifted, so that the CRC of data that hold CRCs is still of use. */
function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), bits reversed: RFC 3720, appendix B.4. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/**
 * The little of the protocol buffer encoding that events need (protobuf.dev, "Encoding"): a message is the sequence of
 * its fields.
 */

/** A whole number of up to 53 bits. */
export function integer(field: number, value: number): Uint8Array {
  return Buffer.concat([tag(field, 0), varint(value)]);
}

export function double(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), bytes]);
}

export function float(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, 5), bytes]);
}

export function text(field: number, value: string): Uint8Array {
  return message(field, [Buffer.from(value, "utf8")]);
}

/** A message inside a message, by its own fields. */
export function message(field: number, fields: readonly Uint8Array[]): Uint8Array {
  const inside = Buffer.concat(fields);
  return Buffer.concat([tag(field, 2), varint(inside.length), inside]);
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, the lowest first; all but the last have the eighth bit set. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A field of a message in protobuf's wire form: a number, or bytes. */
export type WireField = { readonly field: number; readonly value: number | Buffer };

type Read = { readonly value: number; readonly next: number };

/** A varint of at most 53 bits. */
function readVarint(bytes: Buffer, at: number): Read | null {
  let value = 0;
  let scale = 1;
  for (let i = at; i < at + 8 && i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: i + 1 };
    scale *= 128;
  }
  return null;
}

/** The field that begins at a place, and where the next one does; `null` for what is none. */
export function readField(
  bytes: Buffer,
  at: number,
): (WireField & { readonly next: number }) | null {
  const tag = readVarint(bytes, at);
  if (tag === null) return null;
  const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8];
  const said = readVarint(bytes, tag.next);
  if (wire === 0) return said && { field, value: said.value, next: said.next };
  if (wire !== 2 || said === null || said.next + said.value > bytes.length) return null;
  const next = said.next + said.value;
  return { field, value: bytes.subarray(said.next, next), next };
}

/** The fields of a message up to the first that is none. */
export function readFields(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  for (let read = readField(bytes, 0); read !== null; read = readField(bytes, read.next)) {
    fields.push(read);
  }
  return fields;
}

export const bytesOf = (fields: readonly WireField[], field: number): readonly Buffer[] =>
  fields.flatMap((f) => (f.field === field && typeof f.value !== "number" ? [f.value] : []));

export const textOf = (fields: readonly WireField[], field: number): string =>
  bytesOf(fields, field)[0]?.toString("utf8") ?? "";

export const numberOf = (fields: readonly WireField[], field: number): number | null => {
  const found = fields.find((f) => f.field === field)?.value;
  return typeof found === "number" ? found : null;
};

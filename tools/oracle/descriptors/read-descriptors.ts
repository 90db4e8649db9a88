import { bytesOf, numberOf, readField, readFields, textOf, type WireField } from "./wire";

export type FieldDescriptor = {
  readonly name: string;
  /** `FieldDescriptorProto.Type` */
  readonly type: number;
  /** 3: repeated */
  readonly label: number;
  /** Of a message or an enum, in full. */
  readonly typeName: string;
};

export type Descriptor = {
  readonly fields: readonly FieldDescriptor[];
  /** The entry of a map. */
  readonly isEntry: boolean;
};

export type Descriptors = {
  readonly messages: ReadonlyMap<string, Descriptor>;
  /** The names of an enum's values. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
};

type Found = {
  readonly messages: Map<string, Descriptor>;
  readonly enums: Map<string, readonly string[]>;
};

/**
 * Messages and enums by their full names, from the file descriptors that a Go program holds in the clear.
 * Source: `google/protobuf/descriptor.proto`: a file begins with its name and its package, and ends with its syntax.
 */
export function readDescriptors(binary: Buffer): Descriptors {
  const found: Found = { messages: new Map(), enums: new Map() };
  for (let at = binary.indexOf(".proto\x12"); at >= 0; at = binary.indexOf(".proto\x12", at + 1)) {
    const start = startOf(binary, at + ".proto".length);
    if (start !== null) readFile(fileAt(binary, start), found);
  }
  return found;
}

/** Where the file descriptor begins whose name ends at a place. */
function startOf(binary: Buffer, end: number): number | null {
  for (let length = 7; length < 128; length += 1) {
    const start = end - length - 2;
    if (start >= 0 && binary[start] === 10 && binary[start + 1] === length) return start;
  }
  return null;
}

const LAST = { syntax: 12, edition: 14 };

function fileAt(binary: Buffer, start: number): readonly WireField[] {
  const fields: WireField[] = [];
  for (let read = readField(binary, start); read !== null; read = readField(binary, read.next)) {
    const { field } = read;
    if (field > LAST.edition || (field === 1 && fields.length > 0)) break;
    fields.push(read);
    if (field === LAST.syntax) break;
  }
  return fields;
}

function readFile(file: readonly WireField[], found: Found): void {
  const place = `${textOf(file, 2)}.`;
  for (const message of bytesOf(file, 4)) readMessage(message, place, found);
  for (const one of bytesOf(file, 5)) readEnum(one, place, found);
}

function readMessage(bytes: Buffer, place: string, found: Found): void {
  const parts = readFields(bytes);
  const name = `${place}${textOf(parts, 1)}`;
  const isEntry = bytesOf(parts, 7).some((options) => numberOf(readFields(options), 7) === 1);
  const fields = bytesOf(parts, 2).map((field): FieldDescriptor => {
    const said = readFields(field);
    return {
      name: textOf(said, 1),
      type: numberOf(said, 5) ?? 0,
      label: numberOf(said, 4) ?? 0,
      typeName: textOf(said, 6).replace(/^\./, ""),
    };
  });
  found.messages.set(name, { fields, isEntry });
  for (const inner of bytesOf(parts, 3)) readMessage(inner, `${name}.`, found);
  for (const inner of bytesOf(parts, 4)) readEnum(inner, `${name}.`, found);
}

function readEnum(bytes: Buffer, place: string, found: Found): void {
  const parts = readFields(bytes);
  const values = bytesOf(parts, 2).map((value) => textOf(readFields(value), 1));
  found.enums.set(`${place}${textOf(parts, 1)}`, values);
}

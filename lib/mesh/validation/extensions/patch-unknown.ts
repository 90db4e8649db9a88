import type { JsonPath } from "../../manifest/json";
import {
  type FieldType,
  jsonName,
  type MessageType,
  messageNamed,
  messageOf,
} from "./envoy-messages";

/** A field that its message does not have, and what istiod says of it. */
export type UnknownField = { readonly path: JsonPath; readonly says: string };

const ANY = "google.protobuf.Any";
const OWN_FORM = /^google\.protobuf\.(?:\w+Value|Value|Struct|Duration|Timestamp)$/;

/**
 * The first field of a patch's value that its message does not have, of values that are read: istiod passes over it, with a warning. Fields
 * are looked at in the order of the `.proto`, those inside before those beside.
 *
 * Source: golang/protobuf `jsonpb/decode.go` unmarshalMessage; executed against istiod 1.30.3.
 */
export function unknownField(
  message: MessageType,
  value: unknown,
  path: JsonPath,
): UnknownField | null {
  if (typeof value !== "object" || value === null) return null;
  if (message.name === ANY) return unknownInAny(value, path);
  if (OWN_FORM.test(message.name)) return null;
  const given = new Map(Object.entries(value));
  for (const [name, type] of message.fields) {
    const isHidden = jsonName(name) !== name && given.has(jsonName(name));
    const found = isHidden ? null : unknownIn(type, given.get(name), [...path, name]);
    if (found !== null) return found;
  }
  const name = [...given.keys()].find((key) => !message.fields.has(key) && !key.startsWith("["));
  if (name === undefined) return null;
  const says = `unknown field ${JSON.stringify(name)} in ${message.name}`;
  return { path: [...path, name], says };
}

function unknownIn(type: FieldType, value: unknown, path: JsonPath): UnknownField | null {
  if (typeof value !== "object" || value === null) return null;
  const [mark] = type;
  if (mark === "@") {
    const message = messageOf(Number(type.slice(1)));
    return message && unknownField(message, value, path);
  }
  if (mark !== "*" && mark !== "{") return null;
  for (const [key, part] of Object.entries(value)) {
    const place = [...path, mark === "*" ? Number(key) : key];
    const found = unknownIn(type.slice(mark === "*" ? 1 : 2), part, place);
    if (found !== null) return found;
  }
  return null;
}

function unknownInAny(value: object, path: JsonPath): UnknownField | null {
  const { "@type": type, ...fields } = Object.fromEntries(Object.entries(value));
  const message = messageNamed(String(type).split("/").at(-1) ?? "");
  const found = message && unknownField(message, fields, path);
  if (!found) return null;
  return { ...found, says: `can't unmarshal Any nested proto ${String(type)}: ${found.says}` };
}

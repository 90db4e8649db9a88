import table from "./envoy-messages.json";

/**
 * How a field is written, in one text: `*` and what stands in the list, `{`, the key and the value of a map, `@` and the number of a
 * message, `#` and that of an enum; else a scalar: `b`ool, `s`tring, b`y`tes, `d`ouble, `f`loat, `i`nt32, `u`int32, int64 (`l`), `U`int64.
 */
export type FieldType = string;

export type MessageType = {
  /** In full: `envoy.config.cluster.v3.Cluster`. */
  readonly name: string;
  /** Under the names of the `.proto` and of JSON, both of which are read. */
  readonly fields: ReadonlyMap<string, FieldType>;
};

export type EnumType = { readonly name: string; readonly values: ReadonlySet<string> };

/**
 * The messages that istiod can read inside the patch of an EnvoyFilter: those that are linked into it.
 *
 * Source: the descriptors in the binary of istiod 1.30.3, by `tools/oracle/record-envoy-messages.ts`.
 */
export function messageNamed(name: string): MessageType | null {
  names ??= new Map(table.messages.map((text, i) => [text.split("\n", 1)[0] ?? "", i]));
  const number = names.get(name);
  return number === undefined ? null : messageOf(number);
}

let names: ReadonlyMap<string, number> | null = null;
const messages = new Map<number, MessageType>();
const enums = new Map<number, EnumType>();

/** A message by its number in a `FieldType`. */
export function messageOf(number: number): MessageType | null {
  const known = messages.get(number);
  if (known) return known;
  const [name, ...lines] = table.messages[number]?.split("\n") ?? [];
  if (name === undefined) return null;
  const fields = lines.flatMap((line) => {
    const [field = "", type = ""] = line.split(" ");
    return [field, jsonName(field)].map((one): [string, FieldType] => [one, type]);
  });
  const made = { name, fields: new Map(fields) };
  messages.set(number, made);
  return made;
}

/** An enum by its number in a `FieldType`. */
export function enumOf(number: number): EnumType | null {
  const known = enums.get(number);
  if (known) return known;
  const [name, ...values] = table.enums[number]?.split("\n") ?? [];
  if (name === undefined) return null;
  const made = { name, values: new Set(values) };
  enums.set(number, made);
  return made;
}

/** Source: https://protobuf.dev/programming-guides/json/: the lowerCamelCase of the field's name. */
export const jsonName = (field: string): string =>
  field.replaceAll(/_([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

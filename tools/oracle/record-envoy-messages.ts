// npx tsx tools/oracle/record-envoy-messages.ts ISTIOD: the messages that istiod can read inside a patch, from the descriptors in its binary.
import { readFileSync, writeFileSync } from "node:fs";
import {
  type Descriptor,
  type FieldDescriptor,
  readDescriptors,
} from "./descriptors/read-descriptors";

const OUT = new URL("../../lib/mesh/validation/extensions/envoy-messages.json", import.meta.url);

/** What `lib/mesh/validation/extensions/messages.ts` reads. */
const SCALARS: Readonly<Record<number, string>> = {
  ...{ 1: "d", 2: "f", 3: "l", 4: "U", 5: "i", 6: "U", 7: "u", 8: "b", 9: "s" },
  ...{ 12: "y", 13: "u", 15: "i", 16: "l", 17: "i", 18: "l" },
};
const ENUM = 14;
const REPEATED = 3;

function record(binary: string): void {
  const { messages, enums } = readDescriptors(readFileSync(binary));
  const names = [...messages.keys()].filter((name) => !isEntry(messages.get(name))).toSorted();
  const enumNames = [...enums.keys()].toSorted();
  const numbers = new Map(names.map((name, i) => [name, i]));
  const enumNumbers = new Map(enumNames.map((name, i) => [name, i]));
  const single = ({ type, typeName }: FieldDescriptor): string => {
    if (type === ENUM) return `#${enumNumbers.get(typeName) ?? ""}`;
    return SCALARS[type] ?? `@${numbers.get(typeName) ?? ""}`;
  };
  const typeOf = (field: FieldDescriptor): string => {
    const entry = messages.get(field.typeName);
    if (field.label !== REPEATED) return single(field);
    const [key, value] = entry?.isEntry === true ? entry.fields : [];
    return key && value ? `{${single(key)}${single(value)}` : `*${single(field)}`;
  };
  const text = (name: string): string =>
    [
      name,
      ...(messages.get(name)?.fields ?? []).map((field) => `${field.name} ${typeOf(field)}`),
    ].join("\n");
  const table = {
    messages: names.map(text),
    enums: enumNames.map((name) => [name, ...(enums.get(name) ?? [])].join("\n")),
  };
  writeFileSync(OUT, `${JSON.stringify(table)}\n`);
  process.stdout.write(`${names.length} messages, ${enumNames.length} enums\n`);
}

const isEntry = (message: Descriptor | undefined): boolean => message?.isEntry === true;

const [binary] = process.argv.slice(2);
if (binary === undefined) throw new Error("Name istiod's binary.");
record(binary);

import type { JsonPath } from "@/lib/mesh/manifest/json";
import { pathAt, spanOf } from "@/lib/mesh/manifest/locate";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import { describeSchema, type SchemaDescription } from "@/lib/mesh/manifest/schema/describe-schema";
import { fieldText } from "@/lib/messages/designer/fields";
import type { Assist } from "./suggestions";

/** What is known of a field, and where its key stands. */
export type FieldNote = {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly lines: readonly string[];
};

/** What the field at an offset is: the cluster's own words where it serves some, else Heddle's; then what the schema allows. */
export function fieldNoteAt(text: string, offset: number, assist: Assist): FieldNote | null {
  const file = parseManifests(text);
  const at = pathAt(file, offset);
  if (at === null || at.part === "entry") return null;
  const path = nearestField(at.path);
  const span = spanOf(file, at.document, path, at.part) ?? spanOf(file, at.document, path, "key");
  const described = describeSchema(assist.schema, path);
  if (span === null || described === null || path.length === 0) return null;
  const { from, to } = span;
  if (offset < from.offset || offset > to.offset) return null;
  const words = described.description ?? fieldText.note(assist.kind, path);
  const lines = [...(words === null ? [] : [words]), ...factLines(described)];
  return { from: from.offset, to: to.offset, title: fieldText.name(path), lines };
}

/** An item of a list is described by its list. */
function nearestField(path: JsonPath): JsonPath {
  const last = path.findLastIndex((step) => typeof step === "string");
  return path.slice(0, last + 1);
}

function factLines(described: SchemaDescription): readonly string[] {
  const { bounds, default: preset, exclusive, format, pattern, rules } = described;
  const values = described.enum.map(String);
  return [
    fieldText.typeLine(described.type, format),
    values.length > 0 && described.type !== "boolean" ? fieldText.oneOf(values) : null,
    preset === undefined ? null : fieldText.preset(JSON.stringify(preset)),
    fieldText.bounds(bounds),
    pattern === null ? null : fieldText.pattern(pattern),
    ...exclusive.map((keys) => fieldText.exclusive(keys)),
    ...rules.map(fieldText.rule),
  ].filter((line) => line !== null);
}

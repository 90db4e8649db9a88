import { diffJson } from "../../manifest/diff-json";
import { editManifest } from "../../manifest/edit-manifest";
import { equalJson } from "../../manifest/field-change";
import { formatManifest } from "../../manifest/format-manifest";
import type { FieldChange, JsonObject } from "../../manifest/json";
import { mergeTexts } from "../../manifest/merge-texts";
import { parseManifests } from "../../manifest/parse-manifests";
import type { BaseObject } from "../draft";

const formatted = new WeakMap<JsonObject, string>();

/** The text of a value that nobody has written a text for. */
export function plainText(value: JsonObject): string {
  const hit = formatted.get(value);
  if (hit !== undefined) return hit;
  const text = formatManifest(value);
  formatted.set(value, text);
  return text;
}

export const baseText = (base: BaseObject | null): string =>
  base === null ? "" : plainText(base.value);

/** The one object of a text, with the place of its document; `null` where there is none, or several, or one that cannot be read. */
function objectIn(text: string) {
  const { documents } = parseManifests(text);
  const index = documents.findIndex(({ value }) => value !== null);
  const others = documents.filter((d, i) => i !== index && (d.value ?? d.problems[0]) != null);
  const value = documents[index]?.value;
  return value == null || others.length > 0 ? null : { index, value };
}

function means(text: string, value: JsonObject): boolean {
  const found = objectIn(text);
  return found !== null && equalJson(found.value, value);
}

/** The text with changes made in their own lines; a text of its own when it does not mean `after` then. */
export function splicedText(
  text: string,
  changes: readonly FieldChange[],
  after: JsonObject,
): string {
  const found = objectIn(text);
  const edited = found && editManifest(parseManifests(text), found.index, changes);
  return edited?.ok && means(edited.value.text, after) ? edited.value.text : plainText(after);
}

/** The text that an author typed for a new object, while it means the object. */
export const createdText = (value: JsonObject, text: string | undefined): string =>
  text !== undefined && means(text, value) ? text : plainText(value);

export type TypedText = {
  /** What the author typed, and the text that it was typed on. */
  readonly text: string;
  readonly typedOn: string | undefined;
  /** The text that stands before the edit now. */
  readonly now: string;
  /** What the object is after the edit. */
  readonly after: JsonObject;
};

/**
 * The text after a typed edit: what was typed, to the character, while it means what the object is. Once the object has changed in other
 * places, both texts are merged where they can be; otherwise those changes are made in the typed text.
 */
export function typedText({ text, typedOn, now, after }: TypedText): string {
  if (typedOn === now || typedOn === undefined) {
    if (means(text, after)) return text;
  } else {
    const merged = mergeTexts(typedOn, text, now);
    if (merged.clean && means(merged.text, after)) return merged.text;
  }
  const typed = objectIn(text);
  return typed ? splicedText(text, diffJson(typed.value, after), after) : plainText(after);
}

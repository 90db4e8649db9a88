import { isJsonList, isJsonObject, type JsonObject, type JsonPath } from "./json";
import type { ManifestFile, ManifestIdentity } from "./manifest";
import { isObjectList, itemOf, readIdentity } from "./yaml/identity";

/** One object in a file, with the document it is in and the path to it there: empty, or into the `items` of a `List`. */
export type ManifestObject = {
  readonly document: number;
  readonly path: JsonPath;
  readonly value: JsonObject;
  readonly identity: ManifestIdentity;
};

/**
 * The objects of a file, in order: each document's, and those of a `List` one by one, as kubectl applies them. Documents with a problem
 * have none, and items without an identity are left out.
 */
export function objectsOf(file: ManifestFile): readonly ManifestObject[] {
  return file.documents.flatMap(({ value }, document) =>
    value === null ? [] : objectsIn(value, document, []),
  );
}

function objectsIn(value: JsonObject, document: number, path: JsonPath): readonly ManifestObject[] {
  const items = value["items"];
  if (isObjectList(value) && isJsonList(items)) {
    return items.flatMap((item, i) =>
      isJsonObject(item) ? objectsIn(itemOf(value, item), document, [...path, "items", i]) : [],
    );
  }
  const { identity } = readIdentity(value);
  return identity === null ? [] : [{ document, path, value, identity }];
}

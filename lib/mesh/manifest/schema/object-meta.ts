import { isJsonObject, type Json, type JsonObject } from "../json";
import { readSchema } from "./read-schema";
import {
  fieldOf,
  nameOf,
  type Place,
  problemAt,
  rootPlace,
  type SchemaNode,
  type SchemaProblem,
} from "./schema";
import { invalidValue, typeName } from "./structure/words";

const text = { type: "string" };
const number = { type: "integer" };
const texts = { type: "object", additionalProperties: text };
const open = { "x-kubernetes-preserve-unknown-fields": true };

/** What every object has beside its kind's own fields. Source: kubernetes/apimachinery `pkg/apis/meta/v1/types.go` ObjectMeta. */
export const objectMeta: SchemaNode = readSchema({
  type: "object",
  properties: {
    ...{ name: text, generateName: text, namespace: text, selfLink: text, uid: text },
    ...{ resourceVersion: text, generation: number, labels: texts, annotations: texts },
    ...{ creationTimestamp: { ...text, nullable: true }, deletionTimestamp: text },
    ...{ deletionGracePeriodSeconds: number, finalizers: { type: "array", items: text } },
    ownerReferences: {
      type: "array",
      items: {
        type: "object",
        properties: {
          ...{ apiVersion: text, kind: text, name: text, uid: text },
          ...{ controller: { type: "boolean" }, blockOwnerDeletion: { type: "boolean" } },
        },
      },
    },
    managedFields: { type: "array", items: open },
  },
});

const TEXTS = ["name", "generateName", "namespace"] as const;
const MAPS = ["labels", "annotations"] as const;

/** The first value of metadata that Go cannot read: the API server then reads nothing else. */
export function undecodableMeta(object: JsonObject): readonly SchemaProblem[] {
  const metadata = object["metadata"];
  if (!isJsonObject(metadata)) return [];
  const wrong = [
    ...TEXTS.flatMap((key) => unlessText(metadata[key], ["metadata", key], key)),
    ...MAPS.flatMap((key) => unlessTexts(metadata[key], key)),
  ];
  return wrong.slice(0, 1);
}

function unlessTexts(value: Json | undefined, key: string): readonly SchemaProblem[] {
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) return [unreadable(value, ["metadata", key], key, "map[string]string")];
  return Object.entries(value).flatMap(([k, v]) => unlessText(v, ["metadata", key, k], key));
}

const unlessText = (value: Json | undefined, path: SchemaProblem["path"], key: string) =>
  value === undefined || value === null || typeof value === "string"
    ? []
    : [unreadable(value, path, key, "string")];

const unreadable = (
  value: Json,
  path: SchemaProblem["path"],
  key: string,
  wanted: string,
): SchemaProblem => ({
  path,
  field: "<nil>",
  message: `json: cannot unmarshal ${goType(value)} into Go struct field ObjectMeta.${key} of type ${wanted}`,
  check: "decode",
});

/** The kinds of JSON as Go's decoder calls them. */
const goType = (value: Json): string => {
  const name = typeName(value);
  return name === "integer" ? "number" : name === "boolean" ? "bool" : name;
};

/** Names and labels that Kubernetes does not take. Source: kubernetes/apimachinery `pkg/util/validation`, `pkg/api/validation`. */
export function checkMeta(object: JsonObject): readonly SchemaProblem[] {
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const place = fieldOf(rootPlace, "metadata");
  return [
    ...checkName(metadata, fieldOf(place, "name")),
    ...checkKeys(metadata["labels"], fieldOf(place, "labels")),
    ...checkLabelValues(metadata["labels"], fieldOf(place, "labels")),
    ...checkKeys(metadata["annotations"], fieldOf(place, "annotations")),
  ];
}

const SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const isSubdomain = (value: string): boolean => {
  // Label by label: one expression for the whole would take time that grows with the square of the length.
  return value.split(".").every((part) => /^[a-z0-9-]+$/.test(part) && !/^-|-$/.test(part));
};

const isQualified = (value: string): boolean =>
  /^[A-Za-z0-9_.-]+$/.test(value) && /^[A-Za-z0-9]/.test(value) && /[A-Za-z0-9]$/.test(value);

function checkName(metadata: JsonObject, place: Place): readonly SchemaProblem[] {
  const { name, generateName } = metadata;
  if (!isText(name)) {
    const missing = "Required value: name or generateName is required";
    return isText(generateName) ? [] : [problemAt(place, "metadata", missing)];
  }
  const say = (detail: string) => problemAt(place, "metadata", invalidValue(name, detail));
  return [
    ...(name.length > 253 ? [say("must be no more than 253 bytes")] : []),
    ...(isSubdomain(name) ? [] : [say(SUBDOMAIN_WORDS)]),
  ];
}

const isText = (value: Json | undefined): value is string =>
  typeof value === "string" && value !== "";

/** Whether an object says what it is called, or from what the API server may make a name. */
export function isNamed(object: JsonObject): boolean {
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  return isText(metadata["name"]) || isText(metadata["generateName"]);
}

const SUBDOMAIN_WORDS = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
const NAME_WORDS = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
const VALUE_WORDS = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${QUALIFIED})?')`;

function checkKeys(map: Json | undefined, place: Place): readonly SchemaProblem[] {
  if (!isJsonObject(map)) return [];
  return Object.keys(map).flatMap((key) => {
    const slash = key.indexOf("/");
    const prefix = slash < 0 ? null : key.slice(0, slash);
    const name = key.slice(slash + 1);
    const say = (detail: string) => inMap(place, key, invalidValue(key, detail));
    return [
      ...(prefix === "" ? [say("prefix part must be non-empty")] : []),
      ...(prefix && !isSubdomain(prefix.toLowerCase())
        ? [say(`prefix part ${SUBDOMAIN_WORDS}`)]
        : []),
      ...(name.length > 63 ? [say("name part must be no more than 63 bytes")] : []),
      ...(isQualified(name) ? [] : [say(NAME_WORDS)]),
    ];
  });
}

/** The API server names the map alone; the path goes to the entry. */
const inMap = (place: Place, key: string, message: string): SchemaProblem => ({
  ...problemAt(fieldOf(place, key), "metadata", message),
  field: nameOf(place),
});

function checkLabelValues(map: Json | undefined, place: Place): readonly SchemaProblem[] {
  if (!isJsonObject(map)) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    if (typeof value !== "string" || value === "") return [];
    const say = (detail: string) => inMap(place, key, invalidValue(value, detail));
    return [
      ...(value.length > 63 ? [say("must be no more than 63 bytes")] : []),
      ...(isQualified(value) ? [] : [say(VALUE_WORDS)]),
    ];
  });
}

import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";

/** Readers for Kubernetes objects as plain data. What is not there, or has another type, reads as empty. */
export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const none: Fields = {};

/** The object at a path of fields. */
export function at(object: Fields, ...path: readonly string[]): Fields {
  let here: Fields = object;
  for (const step of path) {
    const next = here[step];
    if (!isFields(next)) return none;
    here = next;
  }
  return here;
}

export function text(object: Fields, field: string): string {
  const value = object[field];
  return typeof value === "string" ? value : "";
}

export function numberOf(object: Fields, field: string): number | null {
  const value = object[field];
  return typeof value === "number" ? value : null;
}

export function list(object: Fields, field: string): readonly Fields[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Labels, annotations, selectors: the entries whose value is a text. */
export function texts(object: Fields): Readonly<Record<string, string>> {
  const entries = Object.entries(object).filter(
    (e): e is [string, string] => typeof e[1] === "string",
  );
  return Object.fromEntries(entries);
}

export const kindOf = (object: RawObject): string => text(object, "kind");
export const nameOf = (object: RawObject): string => text(at(object, "metadata"), "name");
export const namespaceOf = (object: RawObject): string => text(at(object, "metadata"), "namespace");
export const labelsOf = (object: RawObject) => texts(at(object, "metadata", "labels"));
export const annotationsOf = (object: RawObject) => texts(at(object, "metadata", "annotations"));

/** The API group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string => apiVersion.split("/").slice(0, -1).join("/");

export type ObjectName = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** One string per object, whatever version it is written in. */
export const nameKey = (n: ObjectName): string =>
  `${n.kind}.${groupOf(n.apiVersion)}/${n.namespace}/${n.name}`;

export const objectName = (object: RawObject): ObjectName => ({
  apiVersion: text(object, "apiVersion"),
  kind: kindOf(object),
  namespace: namespaceOf(object),
  name: nameOf(object),
});

export const objectKey = (object: RawObject): string => nameKey(objectName(object));

/** The object with other metadata fields set. */
export const withMetadata = (object: RawObject, metadata: Fields): RawObject => ({
  ...object,
  metadata: { ...at(object, "metadata"), ...metadata },
});

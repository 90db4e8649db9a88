import type { JsonPath } from "../manifest/json";
import {
  child,
  children,
  emptySpec,
  flag,
  numeral,
  type Spec,
  text,
  texts,
} from "../routing/spec/read-spec";

/** A part of an object together with where it stands. The webhook sees objects that the schema has taken, so types are right here. */
export type Field = { readonly value: Spec; readonly path: JsonPath };

export const has = ({ value }: Field, key: string): boolean =>
  value[key] !== undefined && value[key] !== null;

export const at = ({ path }: Field, ...keys: readonly (string | number)[]): JsonPath => [
  ...path,
  ...keys,
];

/** The object at a key; `null` when there is none. */
export function sub(field: Field, key: string): Field | null {
  const value = child(field.value, key);
  return value === null ? null : { value, path: at(field, key) };
}

/** The objects of a list. */
export const items = (field: Field, key: string): readonly Field[] =>
  children(field.value, key).map((value, i) => ({ value, path: at(field, key, i) }));

/** The text at a key; empty when there is none, as protobuf has it. */
export const str = ({ value }: Field, key: string): string => text(value, key) ?? "";

/** The number at a key; `null` when it is absent. */
export const num = ({ value }: Field, key: string): number | null => numeral(value, key);

export const isOn = ({ value }: Field, key: string): boolean => flag(value, key);

/** The texts of a list, each with its place; a value that is no text keeps its place out. */
export const lines = (field: Field, key: string): readonly { text: string; path: JsonPath }[] => {
  const list = field.value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown, i) =>
    typeof one === "string" ? [{ text: one, path: at(field, key, i) }] : [],
  );
};

export const listed = ({ value }: Field, key: string): readonly string[] => texts(value, key);

/** How many entries a list has, of whatever type. */
export const count = ({ value }: Field, key: string): number => {
  const list = value[key];
  return Array.isArray(list) ? list.length : 0;
};

/** Keys and values of a map of objects or scalars. */
export const entriesOf = (field: Field, key: string): readonly (readonly [string, unknown])[] =>
  Object.entries(child(field.value, key) ?? emptySpec);

/** The keys of which more than one may not be set at once, that are set. */
export const setAmong = (field: Field, keys: readonly string[]): readonly string[] =>
  keys.filter((key) => has(field, key));

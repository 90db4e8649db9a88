import type { FieldType } from "./envoy-messages";

/** Messages that stand for a scalar that may be left out. */
export const WRAPPED: Readonly<Record<string, FieldType>> = {
  "google.protobuf.BoolValue": "b",
  "google.protobuf.BytesValue": "y",
  "google.protobuf.DoubleValue": "d",
  "google.protobuf.FloatValue": "f",
  "google.protobuf.Int32Value": "i",
  "google.protobuf.Int64Value": "l",
  "google.protobuf.StringValue": "s",
  "google.protobuf.UInt32Value": "u",
  "google.protobuf.UInt64Value": "U",
};

type Range = { readonly type: string; readonly from: bigint; readonly to: bigint };

const INTEGERS: Readonly<Record<string, Range>> = {
  i: { type: "int32", from: -(2n ** 31n), to: 2n ** 31n - 1n },
  u: { type: "uint32", from: 0n, to: 2n ** 32n - 1n },
  l: { type: "int64", from: -(2n ** 63n), to: 2n ** 63n - 1n },
  U: { type: "uint64", from: 0n, to: 2n ** 64n - 1n },
};
const FLOATS: Readonly<Record<string, string>> = { d: "float64", f: "float32" };
const PLAIN: Readonly<Record<string, { readonly type: string; readonly is: string }>> = {
  b: { type: "bool", is: "bool" },
  s: { type: "string", is: "string" },
  y: { type: "[]uint8", is: "string" },
};

const GO_NAMES: Partial<Record<string, string>> = { boolean: "bool" };

/** What Go's JSON calls a value. */
export const kindOfJson = (value: unknown): string =>
  Array.isArray(value) ? "array" : (GO_NAMES[typeof value] ?? typeof value);

/**
 * Why a value is not read as a scalar; `null` where it is. Numbers may be quoted.
 * Source: golang/protobuf `jsonpb/decode.go` unmarshalSingularValue, Go `encoding/json`.
 */
export function scalarProblem(type: FieldType, value: unknown): string | null {
  const plain = PLAIN[type];
  if (plain !== undefined) {
    if (kindOfJson(value) !== plain.is) return unreadable(value, plain.type);
    return type === "y" && !isBase64(String(value)) ? "illegal base64 data" : null;
  }
  const range = INTEGERS[type];
  const goType = range?.type ?? FLOATS[type];
  if (goType === undefined) return null;
  if (typeof value !== "number" && typeof value !== "string") return unreadable(value, goType);
  const text = String(value).trim();
  if (typeof value === "string" && isFreeText(text, range === undefined)) return null;
  const isRead = range === undefined ? isFloat(text, type) : isWithin(text, range);
  return isRead
    ? null
    : `json: cannot unmarshal ${kindOfJson(value)} ${text} into Go value of type ${goType}`;
}

/** A quoted `null` is nothing; floats have three names besides. */
const isFreeText = (text: string, isFloatType: boolean): boolean =>
  text === "null" || (isFloatType && ["NaN", "Infinity", "-Infinity"].includes(text));

const JSON_INTEGER = /^-?(?:0|[1-9]\d*)$/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Go reads no sign where there is none to read. */
const isWithin = (text: string, { from, to }: Range): boolean =>
  JSON_INTEGER.test(text) &&
  !(from === 0n && text.startsWith("-")) &&
  BigInt(text) >= from &&
  BigInt(text) <= to;

const MOST_FLOAT32 = 3.402_823_47e38;

function isFloat(text: string, type: FieldType): boolean {
  const size = Math.abs(Number(text));
  return JSON_NUMBER.test(text) && size <= (type === "f" ? MOST_FLOAT32 : Number.MAX_VALUE);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isBase64 = (text: string): boolean => BASE64.test(text.replaceAll(/[\r\n]/g, ""));

const unreadable = (value: unknown, type: string): string =>
  `json: cannot unmarshal ${kindOfJson(value)} into Go value of type ${type}`;

import "server-only";
import type { Raw } from "@/lib/mesh/model/raw/value";

/** A parsed JSON object that may hold anything; read it with `lib/mesh/model/raw/value`. */
export type JsonObject = Raw;

export const isRecord = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

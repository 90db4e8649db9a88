import "server-only";
import type { Watch } from "@/lib/delivery/change";
import { isJsonObject, type Json } from "@/lib/mesh/manifest/json";

/** What was stored of a watch; `null` before anything was. */
export const readWatch = (outcome: Json): Watch | null =>
  // `writeWatch` made it.
  isJsonObject(outcome) && "verdict" in outcome ? (outcome as unknown as Watch) : null;

/** A watch as the store keeps it: facts alone, so that its JSON is all of it. */
export const writeWatch = (watch: Watch): Json => watch as unknown as Json;

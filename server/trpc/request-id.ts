import "server-only";
import { randomUUID } from "node:crypto";

// What a proxy in front may send along; anything else would let a caller write into the log.
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The id under which the log has a request: the one it brings, or a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  return REQUEST_ID.test(given) ? given : randomUUID();
}

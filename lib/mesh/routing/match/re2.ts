import { RE2JS } from "@bufbuild/re2";

export type FullMatcher = (text: string) => boolean;

const known = new Map<string, RE2JS | null>();
const KNOWN_LIMIT = 500;

/** A pattern as RE2 compiles it; `null` for one that it refuses. Compiled once. */
export function compiled(pattern: string): RE2JS | null {
  const hit = known.get(pattern);
  if (hit !== undefined) return hit;
  const fresh = compile(pattern);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(pattern, fresh);
  return fresh;
}

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    // The only way in which the library says that a pattern is malformed, or larger than RE2 takes.
    return null;
  }
}

/**
 * A matcher of the whole text, as Envoy applies RE2 to paths and headers; `null` for a pattern that RE2 refuses. Its time grows with
 * the text alone: no pattern can make it slow. Source: Envoy `envoy/type/matcher/v3/regex.proto` ("full string match").
 */
export function fullMatcher(pattern: string): FullMatcher | null {
  const re = compiled(pattern);
  return re && ((text) => re.testExact(text));
}

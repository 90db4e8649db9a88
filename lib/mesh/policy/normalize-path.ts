import type { PathNormalization } from "../routing/spec/mesh-settings";

/**
 * A path as routes and rules see it, with its query as it was. `BASE` reads backslashes as slashes, decodes what needs no escape and
 * resolves dots; the others also merge slashes, and read escaped slashes as slashes.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/listener.go` buildPathNormalization; Envoy `source/common/http/path_utility.cc`.
 */
export function normalizePath(path: string, how: PathNormalization): string {
  if (how === "NONE" || (path.startsWith("/") && !CHANGES.test(path))) return path;
  const at = path.search(/[?#]/);
  const [bare, rest] = at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at)];
  const decoded =
    how === "DECODE_AND_MERGE_SLASHES" ? bare.replace(/%2f/gi, "/").replace(/%5c/gi, "\\") : bare;
  const canonical = withoutDots(unescaped(decoded.replaceAll("\\", "/")));
  return (how === "BASE" ? canonical : canonical.replace(/\/{2,}/g, "/")) + rest;
}

/** What normalization may change: escapes, backslashes, dots and slashes after a slash. */
const CHANGES = /[\\%]|\/[./]/;

/** Escapes of characters that need none. Source: RFC 3986 section 2.3. */
const unescaped = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : whole;
  });

/** Source: RFC 3986 section 5.2.4. */
function withoutDots(path: string): string {
  const parts = path.split("/");
  const kept: string[] = [];
  for (const [i, part] of parts.entries()) {
    const dots = part === "." || part === "..";
    if (part === ".." && kept.length > 1) kept.pop();
    if (!dots) kept.push(part);
    else if (i === parts.length - 1) kept.push("");
  }
  const joined = kept.join("/");
  return joined.startsWith("/") ? joined : `/${joined}`;
}

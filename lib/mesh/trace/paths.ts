import type { PathNormalization } from "../routing/spec/mesh-settings";

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/**
 * A request's path as rules and policies see it: by default backslashes are slashes, escapes of unreserved characters are decoded and
 * dot segments removed; repeated slashes stay.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/listener_builder.go` (path normalization); Envoy `normalize_path`;
 * https://istio.io/latest/docs/ops/best-practices/security/#customize-your-system-on-path-normalization
 */
export function normalizedPath(path: string, how: PathNormalization): string {
  if (how === "NONE") return path;
  const at = path.search(/[?#]/);
  const [bare, rest] = at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at)];
  if (isPlain(bare, how)) return path;
  const decoded =
    how === "DECODE_AND_MERGE_SLASHES" ? bare.replace(/%2f/gi, "/").replace(/%5c/gi, "\\") : bare;
  const canonical = withoutDots(withoutEscapes(decoded.replaceAll("\\", "/")));
  return (how === "BASE" ? canonical : canonical.replace(/\/{2,}/g, "/")) + rest;
}

/** Most paths have nothing to normalize. */
const isPlain = (path: string, how: PathNormalization): boolean =>
  !/[\\%]|\/\.|^[^/]/.test(path) && (how === "BASE" || !path.includes("//"));

const withoutEscapes = (path: string): string =>
  path.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(char) ? char : whole;
  });

function withoutDots(path: string): string {
  const segments = path.split("/");
  const kept: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    if (segment === ".." && kept.length > 1) kept.pop();
    if (segment !== "." && segment !== "..") kept.push(segment);
    else if (isLast) kept.push("");
  }
  const joined = kept.join("/");
  return joined.startsWith("/") ? joined : `/${joined}`;
}

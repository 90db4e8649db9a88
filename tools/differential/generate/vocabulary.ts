/** Values that rules are made of and requests hit, or nearly. */
export const PATHS = [
  "/",
  "/foo",
  "/foo/",
  "/foobar",
  "/foo/bar",
  "/Foo",
  "/v1/api",
  "/v1",
  "/a//b",
  "/admin",
  "/x.y",
];
export const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ["end-user", ["jason", "jason2", "Jason", ""]],
  ["x-version", ["v1", "v2", "1.2"]],
  ["cookie", ["a=b", "user=x; a=b"]],
];
export const QUERIES: readonly (readonly [string, readonly string[]])[] = [
  ["q", ["1", "10", ""]],
  ["debug", ["true", "TRUE"]],
];
export const METHODS = ["GET", "POST", "HEAD", "get"];

/** Hosts of gateways, of which a mesh has one pair: rules and requests about other hosts would hardly ever meet. */
export const NAMES: readonly (readonly [string, string])[] = [
  ["out.example.com", "*.example.com"],
  ["api.example.com", "deep.api.example.com"],
  ["other.test", "*"],
  ["out.example.com", "*"],
  ["out.example.com", "api.example.com"],
  ["api.example.com", "*.example.com"],
  ["deep.api.example.com", "*.api.example.com"],
];

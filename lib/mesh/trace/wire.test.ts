import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RouteMatch, RouteRedirect, StringMatch } from "../routing/route";
import { changedPath, redirectLocation, type WireRequest } from "./wire";

const matchOf = (uri: StringMatch): RouteMatch => ({
  path: "http[0].match[0]",
  uri,
  ignoreUriCase: false,
  method: null,
  authority: null,
  scheme: null,
  headers: [],
  withoutHeaders: [],
  queryParams: [],
  sniHosts: [],
  destinationSubnets: [],
});

const request = (path: string, authority = "a.test", more: Partial<WireRequest> = {}) =>
  ({ scheme: "http", authority, path, port: 80, ...more }) as const;

describe("changedPath", () => {
  // source: Envoy route_components.proto prefix_rewrite; Gateway API HTTPPathModifier (ReplacePrefixMatch, the table of its reference)
  it.each([
    ["prefix-segments", "/foo", "/foo/bar", "/xyz", "/xyz/bar"],
    ["prefix-segments", "/foo", "/foo/bar", "/xyz/", "/xyz/bar"],
    ["prefix-segments", "/foo", "/foo/bar", "", "/bar"],
    ["prefix-segments", "/foo", "/foo/bar", "/", "/bar"],
    ["prefix-segments", "/foo", "/foo", "/xyz", "/xyz"],
    ["prefix-segments", "/foo", "/foo/", "/xyz", "/xyz/"],
    ["prefix-segments", "/foo", "/foo", "", "/"],
    // istiod 1.30.3 makes of it the regex `^/foo(/?)(.*)` and `/\2`, and of the prefix `/` `^(/?)(.*)`: one slash is taken, of each path.
    ["prefix-segments", "/foo", "/foo//", "/", "//"],
    ["prefix-segments", "/foo", "/foo//bar", "/", "//bar"],
    ["prefix-segments", "/", "/", "/", "/"],
    ["prefix-segments", "/", "//", "/", "//"],
    ["prefix-segments", "/", "///", "/", "///"],
    ["prefix-segments", "/", "//bar", "/", "//bar"],
    ["prefix-segments", "/", "/bar", "/", "/bar"],
  ] as const)("%s %s of %s by %s gives %s", (type, prefix, path, value, expected) => {
    const change = { type: "prefix-segments", value } as const;
    expect(changedPath(change, matchOf({ type, value: prefix }), request(path))).toBe(expected);
  });

  it("keeps the query, whatever changes before it", () => {
    const change = fc.oneof(
      fc
        .constantFrom("full", "matched", "prefix-segments")
        .map((type) => ({ type, value: "/new" })),
      fc.constant({ type: "regex" as const, pattern: "a+", substitution: "b" }),
    );
    const uri = fc.oneof(
      fc.constantFrom("exact", "prefix", "prefix-segments").map((type) => ({ type, value: "/a" })),
      fc.constant({ type: "regex" as const, value: "/a.*" }),
    );
    fc.assert(
      fc.property(change, uri, fc.stringMatching(/^[ab=&]{0,5}$/), (c, u, query) => {
        const changed = changedPath(c as never, matchOf(u as StringMatch), request(`/a?${query}`));
        expect(changed.endsWith(`?${query}`)).toBe(true);
      }),
    );
  });
});

describe("redirectLocation", () => {
  const redirect: RouteRedirect = {
    type: "redirect",
    status: 301,
    scheme: null,
    authority: null,
    path: null,
    port: null,
  };
  // source: Envoy source/common/http/utility.cc newUri; istio/istio route.go ApplyRedirect
  it.each([
    ["the port stays", {}, "a.test:8080", {}, "http://a.test:8080/x"],
    ["a port replaces it", { port: 8443 }, "a.test:8080", {}, "http://a.test:8443/x"],
    ["80 goes with http", { scheme: "https" }, "a.test:80", {}, "https://a.test/x"],
    ["8080 stays with https", { scheme: "https" }, "a.test:8080", {}, "https://a.test:8080/x"],
    [
      "443 goes with https",
      { scheme: "http" },
      "a.test:443",
      { scheme: "https" },
      "http://a.test/x",
    ],
    [
      "the usual port is left out",
      { scheme: "https", port: 443 },
      "a.test",
      {},
      "https://a.test/x",
    ],
    ["the listener's port", { port: "request" }, "a.test", { port: 8080 }, "http://a.test:8080/x"],
    ["80 of http is left out", { port: "request" }, "a.test", {}, "http://a.test/x"],
  ] as const)("%s", (_, change, authority, more, expected) => {
    const asked = request("/x", authority, more);
    expect(redirectLocation({ ...redirect, ...change }, null, asked)).toBe(expected);
  });
});

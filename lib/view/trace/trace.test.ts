import fc from "fast-check";
import { createLoader } from "nuqs/server";
import { describe, expect, it } from "vitest";
import {
  printTrace,
  type TraceView,
  traceLink,
  traceParsers,
  traceProblems,
  traceUrlKeys,
} from "./trace-params";

const load = createLoader(traceParsers, { urlKeys: traceUrlKeys });
const read = (query: string): TraceView => load(new URLSearchParams(query));

const DEFAULTS = read("");

describe("a request in the address", () => {
  it("is GET / of nobody to nothing when nothing is said", () => {
    expect(DEFAULTS).toEqual({
      from: null,
      host: "",
      port: null,
      method: "GET",
      path: "/",
      headers: [],
      sni: "",
      claims: "",
      plaintext: false,
      draft: null,
      sides: "both",
      object: null,
      place: "",
      drafted: false,
    });
    expect(printTrace(DEFAULTS)).toBe("");
    expect(traceLink("http://heddle.test", {})).toBe("http://heddle.test/trace");
  });

  it.each([
    [
      "from=demo/Workload/bookinfo/productpage-v1&host=reviews&port=9080",
      {
        from: {
          cluster: "demo",
          kind: "Workload",
          namespace: "bookinfo",
          name: "productpage-v1",
        },
        host: "reviews",
        port: 9080,
      },
    ],
    [
      "from=a/b/Gateway.networking.istio.io/istio-system/public",
      {
        from: {
          cluster: "a/b",
          kind: "Gateway.networking.istio.io",
          namespace: "istio-system",
          name: "public",
        },
      },
    ],
    [
      "headers=end-user:jason,host:shop.example:80,x:",
      {
        headers: [
          { name: "end-user", value: "jason" },
          { name: "host", value: "shop.example:80" },
          { name: "x", value: "" },
        ],
      },
    ],
    [
      "method=POST&path=/a?b=c&plain=1&show=draft",
      { method: "POST", path: "/a?b=c", sides: "draft", plaintext: true },
    ],
  ])("%s", (query, expected) => {
    const search = query.replace("?b=c", "%3Fb%3Dc");
    expect(read(search)).toMatchObject(expected);
    expect(traceProblems(new URLSearchParams(search))).toEqual([]);
  });

  it.each([
    ["port=0", "port"],
    ["port=70000", "port"],
    ["port=-1", "port"],
    ["from=demo/Service/bookinfo/reviews", "from"],
    ["from=Workload/bookinfo/reviews", "from"],
    ["headers=jason", "headers"],
    ["plain=yes", "plain"],
    ["show=nothing", "show"],
    ["method=", "method"],
  ])("%s is the default, and said", (query, parameter) => {
    expect(read(query)).toEqual(DEFAULTS);
    expect(traceProblems(new URLSearchParams(query))).toMatchObject([
      { code: "wrong-value", parameter },
    ]);
  });

  const text = fc.string({ unit: "grapheme" });
  const name = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" });
  const part = name.filter((n) => !n.includes("/"));
  const view: fc.Arbitrary<TraceView> = fc.record({
    from: fc.option(
      fc.record({
        cluster: name,
        kind: fc.constantFrom(
          "Workload",
          "Gateway.networking.istio.io",
          "Gateway.gateway.networking.k8s.io",
        ),
        namespace: part,
        name: part,
      }),
    ),
    host: text,
    port: fc.option(fc.integer({ min: 1, max: 65_535 })),
    method: name,
    path: text,
    headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 4 }),
    sni: text,
    claims: text,
    plaintext: fc.boolean(),
    draft: fc.option(name),
    sides: fc.constantFrom("live", "draft", "both"),
    object: fc.option(name),
    place: text,
    drafted: fc.boolean(),
  });

  it("goes through a link unchanged, whatever was typed", () => {
    fc.assert(
      fc.property(view, (v) => {
        const link = printTrace(v);
        expect(read(link)).toEqual(v);
        expect(traceProblems(new URLSearchParams(link))).toEqual([]);
      }),
    );
  });
});

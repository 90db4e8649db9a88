import { describe, expect, it } from "vitest";
import { mutualTlsShare } from "../ratios";
import { fold, messages, only, request, secured, show } from "./testing/rows";

describe("requests", () => {
  it("sums rows of an edge and protocol, and keeps codes, gRPC status and flags apart", () => {
    const traffic = fold({
      requests: [
        request("web>cart@cart", 3),
        request("web>cart@cart", 2),
        request("web>cart@cart", 0.5, { code: "503", flags: "UH" }),
        request("web>cart@cart", 0.25, { code: "503", flags: "UF,URX" }),
        request("web>cart@cart", 1, { protocol: "grpc", grpcStatus: "14" }),
      ],
    });
    expect(show(traffic)).toEqual([
      "grpc:shop/web>=/cart@cart! | 200/14 1",
      "http:shop/web>=/cart@cart! | 200 5, 503 UF,URX 0.25, 503 UH 0.5",
    ]);
  });

  it("counts a request once when both sides report it: the source's word holds", () => {
    const traffic = fold({
      requests: [request("unknown>cart@cart", 4)],
      unproxied: [request("unknown>cart@cart", 4), request("unknown>pay@pay", 1)],
    });
    expect(show(traffic)).toEqual([
      "http:?/?>shop/cart@cart! | 200 4",
      "http:?/?>shop/pay@pay! | seen by destination | 200 1",
    ]);
  });

  it("keeps a plaintext caller that its destination could not name as an edge of its own", () => {
    const traffic = fold({
      requests: [request("web>cart@cart", 4)],
      unproxied: [request("unknown>cart@cart", 1)],
      security: [
        secured("unknown>cart@cart", "none", 1),
        secured("web>cart@cart", "mutual_tls", 4),
      ],
    });
    expect(show(traffic)).toEqual([
      "http:?/?>shop/cart@cart! | seen by destination | 200 1 | mtls 0 plain 1 unknown 0",
      "http:shop/web>=/cart@cart! | 200 4 | mtls 4 plain 0 unknown 0",
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0])("drops a row with rate %d", (rate) => {
    expect(show(fold({ requests: [request("web>cart@cart", rate)] }))).toEqual([]);
  });

  it("keeps a request that reached no workload, with the host it named", () => {
    const traffic = fold({
      requests: [request("web>unknown@orders:8080", 1, { code: "503", flags: "NC" })],
    });
    expect(show(traffic)).toEqual(["http:shop/web>?/?@orders%3a8080 | 503 NC 1"]);
  });

  it("takes a row whose protocol label was removed for HTTP", () => {
    expect(only(fold({ requests: [request("web>cart@cart", 1, { protocol: "" })] })).protocol).toBe(
      "http",
    );
  });

  it("rounds to four significant digits, so that an unmoved figure is equal to itself", () => {
    const edge = only(fold({ requests: [request("web>cart@cart", 1.234_567)] }));
    expect(edge.responses[0]?.rate).toBe(1.235);
  });
});

describe("security", () => {
  it("gives a mixed edge its mTLS share by requests, not by series", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 10)],
        security: [
          secured("web>cart@cart", "none", 0.5, { sourcePrincipal: "a" }),
          secured("web>cart@cart", "none", 0.25, { sourcePrincipal: "b" }),
          secured("web>cart@cart", "none", 0.25, { sourcePrincipal: "c" }),
          secured("web>cart@cart", "mutual_tls", 9),
        ],
      }),
    );
    expect(edge.security).toEqual({ mutualTls: 9, plaintext: 1, unknown: 0 });
    expect(mutualTlsShare(edge.security)).toBe(0.9);
  });

  it("keeps unknown apart from plaintext, and its share is not known", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 10)],
        security: [secured("web>cart@cart", "unknown", 10)],
      }),
    );
    expect(edge.security).toEqual({ mutualTls: 0, plaintext: 0, unknown: 10 });
    expect(mutualTlsShare(edge.security)).toBeNull();
  });

  it("is null, not zero, on an edge of which the destination says nothing", () => {
    expect(only(fold({ requests: [request("web>cart@cart", 10)] })).security).toBeNull();
  });

  it("joins per protocol", () => {
    const traffic = fold({
      requests: [request("web>cart@cart", 1), request("web>cart@cart", 2, { protocol: "grpc" })],
      security: [
        secured("web>cart@cart", "none", 1),
        secured("web>cart@cart", "mutual_tls", 2, { protocol: "grpc" }),
      ],
    });
    expect(show(traffic)).toEqual([
      "grpc:shop/web>=/cart@cart! | 200 2 | mtls 2 plain 0 unknown 0",
      "http:shop/web>=/cart@cart! | 200 1 | mtls 0 plain 1 unknown 0",
    ]);
  });

  it("lists the principals seen, each once, without unknown ones", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        security: [
          secured("web>cart@cart", "mutual_tls", 1, { sourcePrincipal: "spiffe://b" }),
          secured("web>cart@cart", "mutual_tls", 1, { sourcePrincipal: "spiffe://a" }),
          secured("web>cart@cart", "none", 1, { sourcePrincipal: "unknown" }),
        ],
      }),
    );
    expect(edge.principals).toEqual({ source: ["spiffe://a", "spiffe://b"], destination: [] });
  });
});

describe("gRPC messages", () => {
  it("sit on the gRPC edge, or make it while a stream has no answer yet", () => {
    const traffic = fold({
      requests: [request("web>cart@cart", 1, { protocol: "grpc", grpcStatus: "0" })],
      messages: [messages("web>cart@cart", 3, 4), messages("web>feed@feed", 0, 9)],
    });
    expect(show(traffic)).toEqual([
      "grpc:shop/web>=/cart@cart! | 200/0 1 | messages 3 4",
      "grpc:shop/web>=/feed@feed! | messages 0 9",
    ]);
  });

  it.each([
    [Number.NaN, 3],
    [3, Number.POSITIVE_INFINITY],
    [-1, 3],
    [0, 0],
  ])("drops a row of %d and %d", (toServer, toClient) => {
    expect(show(fold({ messages: [messages("web>feed@feed", toServer, toClient)] }))).toEqual([]);
  });
});

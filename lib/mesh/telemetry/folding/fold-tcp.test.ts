import { describe, expect, it } from "vitest";
import { fold, only, request, show, tcp } from "./testing/rows";

const ztunnel = { reporterApp: "ztunnel" };

describe("TCP", () => {
  const redis = "cart>redis@redis";

  it("takes figures from the source and security from the destination", () => {
    const traffic = fold({
      tcp: [
        tcp(redis, "source", { toServer: 10, toClient: 20, opened: 1 }),
        tcp(redis, "destination", { toServer: 11, toClient: 22, policy: "mutual_tls", opened: 3 }),
        tcp(redis, "destination", { toServer: 1, toClient: 2, policy: "none", opened: 1 }),
      ],
    });
    expect(show(traffic)).toEqual([
      "tcp:shop/cart>=/redis@redis! | mtls 3 plain 1 unknown 0 | tcp 10 20 1",
    ]);
  });

  it("takes the destination's word where the caller has no proxy", () => {
    const traffic = fold({ tcp: [tcp("unknown>redis@redis", "destination", { policy: "none" })] });
    expect(show(traffic)).toEqual([
      "tcp:?/?>shop/redis@redis! | seen by destination | mtls 0 plain 1 unknown 0 | tcp 100 200 1",
    ]);
  });

  it("does not count a connection twice when the two ends name its service differently", () => {
    const traffic = fold({
      tcp: [tcp(redis, "source"), tcp("cart>redis@redis-headless", "destination")],
    });
    expect(show(traffic)).toEqual(["tcp:shop/cart>=/redis@redis! | tcp 100 200 1"]);
  });

  // The caller has a proxy and a DestinationRule that disables mTLS: its peer cannot tell who it is.
  it.each([
    ["as much", [], 100, ["web"]],
    ["as much, scraped a little later", [], 105, ["web"]],
    ["less, because some connections never arrived", [], 60, ["web"]],
    ["more", [], 130, ["unknown", "web"]],
    ["as much, beside a caller that it knows", [50], 100, ["cart", "web"]],
    ["more, beside a caller that it knows", [50], 130, ["cart", "unknown", "web"]],
  ] as const)(
    "does not count a plaintext connection once more as unknown: the server sees %s",
    (_, known, seen, callers) => {
      const size = (n: number) => ({ toServer: n, toClient: 2 * n, opened: n / 10 });
      const traffic = fold({
        tcp: [
          tcp("web>redis@redis", "source", size(100)),
          tcp("unknown>redis@redis", "destination", { ...size(seen), policy: "none" }),
          ...known.flatMap((n) => [
            tcp("cart>redis@redis", "source", size(n)),
            tcp("cart>redis@redis", "destination", { ...size(n), policy: "mutual_tls" }),
          ]),
          // Another server's unknown callers have nothing to do with it.
          tcp("unknown>other@other", "destination", { ...size(100), policy: "none" }),
        ],
      });
      const ofRedis = [...traffic.edges.values()].filter(
        (e) => e.labels.destinationWorkload === "redis",
      );
      expect(ofRedis.map((e) => e.labels.sourceWorkload).sort()).toEqual(callers);
      expect(traffic.edges.size).toBe(ofRedis.length + 1);
    },
  );

  it("does not count it either when no connection was opened in the window", () => {
    const size = (n: number) => ({ toServer: n, toClient: n, opened: 0 });
    const traffic = fold({
      tcp: [
        tcp("web>redis@redis", "source", size(100)),
        tcp("unknown>redis@redis", "destination", size(100)),
        tcp("cart>redis@redis", "source", { ...size(100), opened: 1 }),
        tcp("cart>redis@redis", "destination", { ...size(100), opened: 1.1 }),
      ],
    });
    expect([...traffic.edges.values()].map((e) => e.labels.sourceWorkload)).toEqual([
      "cart",
      "web",
    ]);
  });

  it("does not take a source that could not name itself for one that reports everything", () => {
    const traffic = fold({
      tcp: [
        tcp("unknown>else@else", "source", { toServer: 1, toClient: 1, opened: 1 }),
        tcp("unknown>redis@redis", "destination", { policy: "none" }),
      ],
    });
    expect(
      [...traffic.edges.values()].map((e) => `${e.labels.destinationWorkload} ${e.reporter}`),
    ).toEqual(["else source", "redis destination"]);
  });

  // source: istio/ztunnel src/proxy/metrics.rs (`DENY`, `CONNECT`); envoy tcp_proxy sets `UF` and `UH`
  it("keeps how many connections went wrong, by what their proxy said", () => {
    const traffic = fold({
      tcp: [
        tcp(redis, "source", { opened: 5 }),
        tcp(redis, "source", { toServer: 0, toClient: 0, opened: 2, flags: "UF" }),
        tcp(redis, "source", { toServer: 0, toClient: 0, opened: 1, flags: "UF", policy: "none" }),
        tcp(redis, "source", { ...ztunnel, toServer: 3, toClient: 0, opened: 1, flags: "DENY" }),
        tcp(redis, "source", { opened: 0, flags: "UH" }),
        tcp(redis, "destination", { opened: 9, flags: "UR" }),
      ],
    });
    expect(only(traffic).tcp).toEqual({
      toServer: 203,
      toClient: 400,
      opened: 9,
      flagged: [
        { flags: "DENY", rate: 1 },
        { flags: "UF", rate: 3 },
      ],
    });
  });

  it("is traffic when all that is seen of it goes one way", () => {
    const one = { toServer: 100, toClient: 100, opened: 0 };
    expect(fold({ tcp: [tcp(redis, "source", one)] }).edges.size).toBe(1);
  });

  it("keeps the security last seen while connections are older than the window", () => {
    const first = fold({
      tcp: [tcp(redis, "source"), tcp(redis, "destination", { policy: "mutual_tls" })],
    });
    const second = fold(
      {
        tcp: [tcp(redis, "source"), tcp(redis, "destination", { policy: "mutual_tls", opened: 0 })],
      },
      first,
    );
    expect(only(second).security).toEqual({ mutualTls: 1, plaintext: 0, unknown: 0 });
  });

  it.each([
    { toServer: Number.NaN },
    { toClient: -1 },
    { opened: Number.POSITIVE_INFINITY },
    { toServer: 0, toClient: 0, opened: 0 },
  ])("drops a row with %j", (part) => {
    expect(show(fold({ tcp: [tcp(redis, "source", part)] }))).toEqual([]);
  });

  it("knows the security of an ambient connection from ztunnel at its source", () => {
    const traffic = fold({ tcp: [tcp(redis, "source", { ...ztunnel, policy: "mutual_tls" })] });
    expect(show(traffic)).toEqual([
      "tcp:shop/cart>=/redis@redis! | mtls 1 plain 0 unknown 0 | tcp 100 200 1",
    ]);
  });

  it("does not double an edge through a waypoint", () => {
    const traffic = fold({
      requests: [request("web>cart@cart", 5)],
      tcp: [
        tcp("web>waypoint@cart", "source", ztunnel),
        tcp("web>waypoint@cart", "destination", ztunnel),
        tcp("waypoint>cart@cart", "destination", ztunnel),
      ],
    });
    expect(show(traffic)).toEqual(["http:shop/web>=/cart@cart! | 200 5"]);
  });

  it("keeps TCP of other services beside a waypoint, and TCP that no ztunnel reported", () => {
    const traffic = fold({
      requests: [request("web>cart@cart", 5)],
      tcp: [tcp(redis, "source", ztunnel), tcp("web>cart@cart", "source")],
    });
    expect(show(traffic)).toEqual([
      "http:shop/web>=/cart@cart! | 200 5",
      "tcp:shop/cart>=/redis@redis! | mtls 0 plain 0 unknown 1 | tcp 100 200 1",
      "tcp:shop/web>=/cart@cart! | tcp 100 200 1",
    ]);
  });
});

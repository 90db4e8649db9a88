import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldSamples, trafficId } from "./fold";
import { ISTIO_BOUNDS_MS } from "./quantiles";
import { mergeFigures, mutualTlsShare } from "./ratios";
import type {
  EdgeLabels,
  EdgeTraffic,
  LatencySample,
  MessageSample,
  RequestSample,
  SecuritySample,
  TcpSample,
  Traffic,
  TrafficSamples,
} from "./traffic";

/** `web>cart@cart` in namespace shop; `other/` before a workload for another one, `-` for an absent workload. */
function labels(text: string): EdgeLabels {
  const [ends = "", host = ""] = text.split("@");
  const [from = "", to = ""] = ends.split(">");
  const end = (side: string) => {
    if (side === "unknown") return ["unknown", "unknown"] as const;
    if (side === "-") return ["", ""] as const;
    const [a = "", b] = side.split("/");
    return b === undefined ? (["shop", a] as const) : ([a, b] as const);
  };
  return {
    sourceCluster: "",
    sourceNamespace: end(from)[0],
    sourceWorkload: end(from)[1],
    destinationCluster: "",
    destinationNamespace: end(to)[0],
    destinationWorkload: end(to)[1],
    destinationService:
      host.includes(".") || host.includes(":") ? host : `${host}.shop.svc.cluster.local`,
  };
}

const request = (
  edge: string,
  rate: number,
  answer: Partial<RequestSample> = {},
): RequestSample => ({
  ...labels(edge),
  protocol: "http",
  code: "200",
  grpcStatus: "",
  flags: "-",
  ...answer,
  rate,
});

const secured = (
  edge: string,
  policy: string,
  rate: number,
  more: Partial<SecuritySample> = {},
) => ({
  ...labels(edge),
  protocol: "http",
  policy,
  sourcePrincipal: "unknown",
  destinationPrincipal: "unknown",
  ...more,
  rate,
});

const tcp = (
  edge: string,
  reporter: TcpSample["reporter"],
  more: Partial<TcpSample> = {},
): TcpSample => ({
  ...labels(edge),
  reporter,
  reporterApp: "web",
  flags: "-",
  policy: "unknown",
  sourcePrincipal: "unknown",
  destinationPrincipal: "unknown",
  toServer: 100,
  toClient: 200,
  opened: 1,
  ...more,
});

const ztunnel = { reporterApp: "ztunnel" };

const buckets = (edge: string, counts: readonly number[], more: Partial<LatencySample> = {}) => ({
  ...labels(edge),
  protocol: "http",
  bounds: [10, 100, Number.POSITIVE_INFINITY],
  counts,
  sumMs: null,
  count: null,
  ...more,
});

const messages = (edge: string, toServer: number, toClient: number): MessageSample => ({
  ...labels(edge),
  toServer,
  toClient,
});

const samples = (parts: Partial<TrafficSamples>): TrafficSamples => ({
  at: 1_000,
  windowSeconds: 60,
  requests: [],
  unproxied: [],
  security: [],
  tcp: [],
  messages: [],
  latency: null,
  latencyLevel: "workload",
  problems: [],
  warnings: [],
  ...parts,
});

const fold = (parts: Partial<TrafficSamples>, previous: Traffic | null = null) =>
  foldSamples(samples(parts), previous, (previous?.tick ?? 0) + 1);

/** One line per edge: what a person compares. */
const show = (traffic: Traffic): readonly string[] => [...traffic.edges.values()].map(line);

function line(edge: EdgeTraffic): string {
  const answers = edge.responses.map(
    (r) =>
      `${r.code}${r.grpcStatus && `/${r.grpcStatus}`}${r.flags === "-" ? "" : ` ${r.flags}`} ${r.rate}`,
  );
  const s = edge.security;
  return [
    edge.id,
    edge.reporter === "destination" ? "seen by destination" : "",
    answers.join(", "),
    s && `mtls ${s.mutualTls} plain ${s.plaintext} unknown ${s.unknown}`,
    edge.tcp && `tcp ${edge.tcp.toServer} ${edge.tcp.toClient} ${edge.tcp.opened}`,
    edge.messages && `messages ${edge.messages.toServer} ${edge.messages.toClient}`,
    edge.latency && `buckets ${edge.latency.counts.join(" ")}`,
    edge.averageMs !== null && `avg ${edge.averageMs}`,
  ]
    .filter(Boolean)
    .join(" | ");
}

const only = (traffic: Traffic): EdgeTraffic => {
  const [edge, ...more] = traffic.edges.values();
  if (edge === undefined || more.length > 0) throw new Error(show(traffic).join("\n"));
  return edge;
};

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

describe("latency", () => {
  it("comes with its own moment and stays on edges that still exist", () => {
    const first = fold({
      requests: [request("web>cart@cart", 1), request("web>pay@pay", 1)],
      latency: [
        buckets("web>cart@cart", [1, 2, 3], { sumMs: 60, count: 3 }),
        buckets("web>pay@pay", [1, 1, 1]),
      ],
    });
    const second = foldSamples(
      samples({ at: 6_000, requests: [request("web>cart@cart", 2), request("web>new@new", 1)] }),
      first,
      2,
    );
    expect([first.latencyAt, second.latencyAt]).toEqual([1_000, 1_000]);
    expect(show(second)).toEqual([
      "http:shop/web>=/cart@cart! | 200 2 | buckets 1 2 3 | avg 20",
      "http:shop/web>=/new@new! | 200 1",
    ]);
  });

  it("goes when a new answer does not name the edge", () => {
    const first = fold({
      requests: [request("web>cart@cart", 1)],
      latency: [buckets("web>cart@cart", [1, 1, 1])],
    });
    expect(show(fold({ requests: [request("web>cart@cart", 1)], latency: [] }, first))).toEqual([
      "http:shop/web>=/cart@cart! | 200 1",
    ]);
  });

  it("adds bucket rows of one edge", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        latency: [buckets("web>cart@cart", [1, 2, 3]), buckets("web>cart@cart", [0, 1, 5])],
      }),
    );
    expect(edge.latency?.counts).toEqual([1, 3, 8]);
  });

  it.each([
    { bounds: [10, 100], counts: [1, 2] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [1, Number.NaN] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [0, 0] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [1] },
  ])("is not known from $bounds $counts", (row) => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        latency: [buckets("web>cart@cart", [], row)],
      }),
    );
    expect(edge.latency).toBeNull();
  });

  it("per service sits on an edge without destination workload, while the caller calls the service", () => {
    const parts: Partial<TrafficSamples> = {
      requests: [request("web>cart-v1@cart", 1), request("web>cart-v2@cart", 1)],
      latency: [buckets("web>-@cart", [1, 2, 2]), buckets("web>-@gone", [1, 1, 1])],
      latencyLevel: "service",
    };
    const first = fold(parts);
    const lines = [
      "http:shop/web>/@cart.shop.svc.cluster.local | buckets 1 2 2",
      "http:shop/web>=/cart-v1@cart! | 200 1",
      "http:shop/web>=/cart-v2@cart! | 200 1",
    ];
    expect(show(first)).toEqual(lines);
    const second = fold({ ...parts, latency: null }, first);
    expect(show(second)).toEqual(lines);
    expect(second.latencyLevel).toBe("service");
    expect(show(fold({ requests: [], latency: null }, second))).toEqual([]);
  });
});

describe("a part that failed", () => {
  const all: Partial<TrafficSamples> = {
    requests: [request("web>cart@cart", 1), request("web>feed@feed", 1, { protocol: "grpc" })],
    unproxied: [request("unknown>cart@cart", 2)],
    security: [secured("web>cart@cart", "mutual_tls", 1, { sourcePrincipal: "spiffe://web" })],
    tcp: [tcp("cart>redis@redis", "source"), tcp("cart>redis@redis", "destination")],
    messages: [messages("web>feed@feed", 1, 1), messages("web>live@live", 1, 1)],
    latency: [buckets("web>cart@cart", [1, 2, 3])],
  };
  const first = fold(all);

  it.each(["requests", "unproxied", "security", "tcp", "messages", "latency"] as const)(
    "%s keeps its former values",
    (part) => {
      expect(show(fold({ ...all, [part]: null }, first))).toEqual(show(first));
    },
  );

  it.each([
    ["requests", "http:shop/web>=/cart@cart!"],
    ["unproxied", "http:?/?>shop/cart@cart!"],
    ["tcp", "tcp:shop/cart>=/redis@redis!"],
  ])("%s is something else than one that answered nothing", (part, id) => {
    expect(fold({ ...all, [part]: [] }, first).edges.has(id)).toBe(false);
  });

  it("does not bring back what other parts say is gone", () => {
    expect(show(fold({ ...all, requests: [], security: null, latency: null }, first))).toEqual(
      show(first)
        .filter((text) => !text.includes("web>=/cart"))
        .map((text) => text.replace(" | 200 1 | messages", " | messages")),
    );
  });
});

const label = fc.constantFrom("a", "b", "unknown", "", "=", "?", "x/y", "a>b", "%3a", "@", "a!");
const anyLabels: fc.Arbitrary<EdgeLabels> = fc.record({
  sourceCluster: label,
  sourceNamespace: label,
  sourceWorkload: label,
  destinationCluster: label,
  destinationNamespace: label,
  destinationWorkload: label,
  destinationService: fc.oneof(
    label,
    fc.tuple(label, label).map(([name, ns]) => `${name}.${ns}.svc.cluster.local`),
  ),
});
const anyRequest = fc.record({
  labels: anyLabels,
  protocol: fc.constantFrom("http", "grpc", ""),
  code: fc.constantFrom("200", "503", "0"),
  rate: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const toRow = ({
  labels: l,
  ...rest
}: { labels: EdgeLabels } & Pick<RequestSample, "protocol" | "code" | "rate">) => ({
  ...l,
  grpcStatus: "",
  flags: "-",
  ...rest,
});

describe("laws", () => {
  it("different labels have different ids, equal ones the same", () => {
    fc.assert(
      fc.property(anyLabels, anyLabels, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(trafficId(a, "http") === trafficId({ ...b }, "http")).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("different labels have different ids, whatever they hold", () => {
    const text = fc.record({ ns: fc.string(), wl: fc.string(), host: fc.string() });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const of = ({ ns, wl, host }: typeof a) =>
          trafficId(
            {
              ...labels("web>cart@cart"),
              destinationNamespace: ns,
              destinationWorkload: wl,
              destinationService: host,
            },
            "http",
          );
        expect(of(a) === of(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it("folding does not depend on the order of the rows", () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 30 }), fc.integer(), (rows, seed) => {
        const requests = rows.map(toRow);
        const shuffled = requests
          .map((row, i) => ({ row, key: Math.imul(i + 1, seed | 1) }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect([...fold({ requests: shuffled }).edges]).toEqual([...fold({ requests }).edges]);
      }),
    );
  });

  it("no request is lost or invented: rates add up to the rows', within the rounding", () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 30 }), (rows) => {
        const edges = [...fold({ requests: rows.map(toRow) }).edges.values()];
        const sum = rows.reduce((n, row) => n + row.rate, 0);
        expect(Math.abs(mergeFigures(edges).requestsPerSecond - sum)).toBeLessThanOrEqual(
          sum * 5e-4,
        );
      }),
    );
  });

  it("gives Istio's own bounds a place to stand", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        latency: [
          buckets(
            "web>cart@cart",
            ISTIO_BOUNDS_MS.map((_, i) => i),
            { bounds: ISTIO_BOUNDS_MS },
          ),
        ],
      }),
    );
    expect(edge.latency?.bounds).toEqual(ISTIO_BOUNDS_MS);
  });
});

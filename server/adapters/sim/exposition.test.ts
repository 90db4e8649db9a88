import { describe, expect, it } from "vitest";
import type { EdgeLabels } from "@/lib/mesh/telemetry/traffic";
import { createMetricsExposition } from "./exposition";
import { exposeIstioMetrics } from "./exposition-server";
import { demoSim, samples } from "./testing/sims";

type Parsed = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** Reads the Prometheus text format as far as the sim writes it; a line that is none of it throws. */
function parse(text: string): readonly Parsed[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# TYPE "))
    .map((line) => {
      const groups = /^(?<name>[a-z_]+)\{(?<labels>.*)\} (?<value>[\d.e+-]+)$/.exec(line)?.groups;
      if (!groups) throw new Error(line);
      const pairs = [...(groups["labels"] ?? "").matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name: groups["name"] ?? "",
        labels: Object.fromEntries(pairs.map(([, k = "", v = ""]) => [k, v])),
        value: Number(groups["value"]),
      };
    });
}

const edge = (l: EdgeLabels): string =>
  [
    l.sourceNamespace,
    l.sourceWorkload,
    l.destinationNamespace,
    l.destinationWorkload,
    l.destinationService,
  ].join("|");
const edgeOf = (l: Parsed["labels"]): string =>
  [
    "source_workload_namespace",
    "source_workload",
    "destination_workload_namespace",
    "destination_workload",
    "destination_service",
  ]
    .map((k) => l[k])
    .join("|");

/** Adds up what has the same key; what is 0 is left out. */
function sums<T>(items: readonly T[], key: (item: T) => string, value: (item: T) => number) {
  const all = new Map<string, number>();
  for (const item of items) all.set(key(item), (all.get(key(item)) ?? 0) + value(item));
  return Object.fromEntries([...all].filter(([, n]) => n !== 0).sort());
}

/** Counters after a minute, less those before it. */
async function aMinute() {
  const test = await demoSim();
  const exposition = createMetricsExposition(test.sim);
  test.clock.step(30_000);
  const before = parse(exposition(test.clock.now()));
  test.clock.step(60_000);
  const after = parse(exposition(test.clock.now()));
  const id = (p: Parsed) => `${p.name} ${JSON.stringify(p.labels)}`;
  const old = new Map(before.map((p) => [id(p), p.value]));
  const grown = after.map((p) => ({ ...p, value: p.value - (old.get(id(p)) ?? 0) }));
  return { grown, seen: await samples(test) };
}

const rounded = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([k, n]) => [k, Math.round(n * 1e6) / 1e6]));

describe("the exposition is the integral of the rates", () => {
  it("of requests, by edge and answer", async () => {
    const { grown, seen } = await aMinute();
    const counted = sums(
      grown.filter((p) => p.name === "istio_requests_total" && p.labels["reporter"] === "source"),
      ({ labels }) =>
        `${edgeOf(labels)} ${labels["request_protocol"]} ${labels["response_code"]} ${labels["grpc_response_status"]} ${labels["response_flags"]}`,
      (p) => p.value,
    );
    const rates = sums(
      seen.requests ?? [],
      (r) => `${edge(r)} ${r.protocol} ${r.code} ${r.grpcStatus} ${r.flags}`,
      (r) => r.rate * 60,
    );
    expect(Object.keys(counted).length).toBeGreaterThan(20);
    expect(counted).toEqual(rounded(rates));
  });

  it("of security and of callers without a proxy, at the destination", async () => {
    const { grown, seen } = await aMinute();
    const atDestination = grown.filter(
      (p) => p.name === "istio_requests_total" && p.labels["reporter"] === "destination",
    );
    const key = ({ labels }: Parsed) =>
      `${edgeOf(labels)} ${labels["connection_security_policy"]} ${labels["source_principal"]}`;
    expect(sums(atDestination, key, (p) => p.value)).toEqual(
      rounded(
        sums(
          seen.security ?? [],
          (s) => `${edge(s)} ${s.policy} ${s.sourcePrincipal}`,
          (s) => s.rate * 60,
        ),
      ),
    );
    const unknown = atDestination.filter((p) => p.labels["source_workload"] === "unknown");
    expect(unknown.every((p) => p.labels["source_principal"] === "unknown")).toBe(true);
    expect(
      sums(
        unknown,
        ({ labels }) => edgeOf(labels),
        (p) => p.value,
      ),
    ).toEqual(rounded(sums(seen.unproxied ?? [], edge, (r) => r.rate * 60)));
  });

  it("of TCP, at both ends, and of messages", async () => {
    const { grown, seen } = await aMinute();
    const of = (name: string) =>
      sums(
        grown.filter((p) => p.name === name),
        ({ labels }) => `${labels["reporter"]} ${edgeOf(labels)}`,
        (p) => p.value,
      );
    const tcp = (value: (t: NonNullable<typeof seen.tcp>[number]) => number) =>
      rounded(sums(seen.tcp ?? [], (t) => `${t.reporter} ${edge(t)}`, value));
    expect(of("istio_tcp_connections_opened_total")).toEqual(tcp((t) => t.opened * 60));
    expect(of("istio_tcp_received_bytes_total")).toEqual(tcp((t) => t.toServer * 60));
    expect(of("istio_tcp_sent_bytes_total")).toEqual(tcp((t) => t.toClient * 60));
    const messages = sums(
      seen.messages ?? [],
      (m) => `source ${edge(m)}`,
      (m) => m.toServer * 60,
    );
    expect(
      Object.fromEntries(
        Object.entries(of("istio_request_messages_total")).filter(([k]) => k.startsWith("source")),
      ),
    ).toEqual(rounded(messages));
  });

  it("of latency: cumulative buckets that end at the count, each within a request of the rate", async () => {
    const { grown, seen } = await aMinute();
    const name = "istio_request_duration_milliseconds";
    const bySource = grown.filter((p) => p.labels["reporter"] === "source");
    const row = (seen.latency ?? []).find((l) => l.destinationWorkload === "reviews-v1");
    if (!row) throw new Error("no latency of reviews-v1");
    const mine = bySource.filter((p) => edgeOf(p.labels) === edge(row));
    row.bounds.forEach((bound, i) => {
      const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound);
      const counted = mine
        .filter((p) => p.name === `${name}_bucket` && p.labels["le"] === le)
        .reduce((sum, p) => sum + p.value, 0);
      // Two answers (200, 500), each cut to whole requests at both ends of the minute.
      expect(Math.abs(counted - (row.counts[i] ?? 0) * 60), le).toBeLessThanOrEqual(4);
    });
    const total = (suffix: string) =>
      mine.filter((p) => p.name === name + suffix).reduce((sum, p) => sum + p.value, 0);
    expect(total("_count")).toBeCloseTo((row.count ?? 0) * 60, 6);
    expect(total("_sum")).toBeCloseTo((row.sumMs ?? 0) * 60, 3);
  });
});

describe("the server", () => {
  it("serves the text at /metrics alone", async () => {
    const { sim, clock } = await demoSim();
    clock.step(10_000);
    const server = await exposeIstioMetrics(sim, clock, { port: 0 });
    try {
      const answer = await fetch(server.url);
      expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4");
      expect(parse(await answer.text()).length).toBeGreaterThan(100);
      expect((await fetch(new URL("/", server.url))).status).toBe(404);
    } finally {
      await server.close();
    }
  });

  it("says nothing that goes down", async () => {
    const { sim, clock } = await demoSim();
    const exposition = createMetricsExposition(sim);
    clock.step(20_000);
    const text = exposition(clock.now());
    expect(exposition(clock.now() - 10_000)).toBe(text);
  });
});

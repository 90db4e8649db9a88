import { describe, expect, it } from "vitest";
import { recorded } from "@/fixtures/prometheus/replay";
import type { EdgeLabels } from "@/lib/mesh/telemetry/traffic";
import { err, ok } from "@/lib/result";
import { RANGE_SHAPES } from "../queries/range-queries";
import { recordedSamples } from "../recorded.contract";
import { parseAnswer } from "./parse-answer.mjs";
import { readRecorded, samplesFromAnswers } from "./samples-from-answers";
import { bucketSeries } from "./series-from-answers";

const edge = (e: EdgeLabels) =>
  `${e.sourceNamespace}/${e.sourceWorkload} → ${e.destinationNamespace}/${e.destinationWorkload} (${e.destinationService})`;
const n = (x: number) => x.toFixed(2);

describe("samples of recorded answers", () => {
  it("troubles: failures keep their code, flag and the host that was meant", () => {
    const { requests } = recordedSamples("troubles");
    const lines = (requests ?? [])
      .filter((r) => r.code !== "200")
      .map((r) => `${edge(r)} ${r.protocol} ${r.code} ${r.flags}`)
      .sort();
    expect(lines).toEqual([
      "troubles/exporter → unknown/unknown (api.payments.example) http 503 -",
      "troubles/exporter → unknown/unknown (flaky.troubles.svc.cluster.local) http 503 UH",
      "troubles/exporter → unknown/unknown (orders:8080) http 503 NC",
      "troubles/snooper → bookinfo/ratings-v1 (ratings.bookinfo.svc.cluster.local) http 403 -",
    ]);
  });

  it("troubles: a caller without a proxy is known from the destination alone", () => {
    const { requests, unproxied } = recordedSamples("troubles");
    expect((unproxied ?? []).map((r) => `${edge(r)} ${r.code} ${r.rate.toFixed(1)}`)).toEqual([
      "unknown/unknown → bookinfo/ratings-v1 (ratings.bookinfo.svc.cluster.local) 200 1.5",
    ]);
    expect(requests?.some((r) => r.sourceWorkload === "unknown")).toBe(false);
  });

  it("boutique: TCP from both ends, the response to the client", () => {
    const { tcp } = recordedSamples("boutique");
    // source: the traffic of this world, 40 kB asked and 260 kB answered per connection, once in two seconds
    expect(
      (tcp ?? []).map((t) => {
        const perConnection = [t.toServer / t.opened, t.toClient / t.opened].map(Math.round);
        return `${t.reporter} by ${t.reporterApp}: ${perConnection.join(" / ")} ${t.policy}`;
      }),
    ).toEqual([
      "source by cartservice: 40000 / 260000 unknown",
      "destination by redis-cart: 40000 / 260000 mutual_tls",
    ]);
  });

  it("boutique: a gRPC failure keeps its status beside HTTP 200", () => {
    const { requests, messages } = recordedSamples("boutique");
    const codes = new Set((requests ?? []).map((r) => `${r.protocol} ${r.code} ${r.grpcStatus}`));
    expect(codes).toContain("grpc 200 14");
    expect(messages?.length).toBeGreaterThan(0);
    for (const m of messages ?? []) expect(m.toServer).toBeCloseTo(m.toClient, 9);
  });

  it("bookinfo: buckets ascend to Infinity and their total is the rate of the requests", () => {
    const { requests, unproxied, latency } = recordedSamples("bookinfo");
    const rates = new Map<string, number>();
    for (const r of [...(requests ?? []), ...(unproxied ?? [])]) {
      rates.set(edge(r), (rates.get(edge(r)) ?? 0) + r.rate);
    }
    expect(latency?.length).toBe(rates.size);
    for (const sample of latency ?? []) {
      expect(sample.bounds).toHaveLength(20);
      expect(sample.bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
      expect([...sample.bounds].sort((a, b) => a - b)).toEqual(sample.bounds);
      expect([...sample.counts].sort((a, b) => a - b)).toEqual(sample.counts);
      expect(sample.count).toBeCloseTo(rates.get(edge(sample)) ?? -1, 1);
      expect(sample.sumMs).toBeGreaterThan(0);
    }
  });

  it("per service: the callee's workload is empty, its counts are the sum over the workloads", () => {
    const totals = (level: "workload" | "service") => {
      const sums = new Map<string, number>();
      for (const l of recordedSamples("bookinfo", level).latency ?? []) {
        const id = `${l.sourceWorkload} → ${l.destinationService}`;
        sums.set(id, (sums.get(id) ?? 0) + (l.count ?? 0));
        if (level === "service") expect(l.destinationWorkload + l.destinationNamespace).toBe("");
      }
      return [...sums].map(([id, sum]) => `${id} ${n(sum)}`).sort();
    };
    expect(totals("service")).toEqual(totals("workload"));
  });

  it("bookinfo: security comes from the destination, with both identities", () => {
    const { security } = recordedSamples("bookinfo");
    const plain = (security ?? []).filter((s) => s.policy !== "mutual_tls");
    expect(plain.map((s) => `${edge(s)} ${s.policy} ${s.sourcePrincipal}`)).toEqual([
      "unknown/unknown → bookinfo/ratings-v1 (ratings.bookinfo.svc.cluster.local) none unknown",
    ]);
    expect(security?.map((s) => s.destinationPrincipal)).toContain(
      "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-ratings",
    );
  });
});

describe("what was not said", () => {
  const tick = { at: 0, windowSeconds: 60, latencyLevel: "workload" } as const;

  it("is null when not asked for, named when it failed, empty when there is none", () => {
    const samples = samplesFromAnswers({
      ...tick,
      answers: {
        requests: ok(readRecorded(recorded("errors", "empty.json"), "requests")),
        tcp: err({ code: "timeout", url: "http://p", afterMs: 2000 }),
      },
    });
    expect(samples).toMatchObject({ requests: [], unproxied: null, tcp: null, latency: null });
    expect(samples.problems).toEqual([{ part: "tcp", detail: "no answer within 2 s" }]);
  });

  /** Two spellings of one bound, as in the hours after an upgrade to Prometheus 3. */
  const MIXED = {
    "5": "2",
    "5.0": "3",
    "0.5": "1",
    "10": "4",
    "10.0": "3",
    "+Inf": "8",
  };

  it("adds buckets whose bound is written in two ways", () => {
    const result = Object.entries(MIXED).map(([le, value]) => ({
      metric: { source_workload: "web", destination_workload: "cart", le },
      value: [1, value],
    }));
    const body = JSON.stringify({ status: "success", data: { resultType: "vector", result } });
    const { latency } = samplesFromAnswers({
      at: 0,
      windowSeconds: 60,
      latencyLevel: "workload",
      answers: { latency: ok(readRecorded(body, "latency")) },
    });
    expect(latency?.map(({ bounds, counts, count }) => ({ bounds, counts, count }))).toEqual([
      { bounds: [0.5, 5, 10, Number.POSITIVE_INFINITY], counts: [1, 5, 7, 8], count: 8 },
    ]);
  });

  it("adds them in a chart too", () => {
    const result = Object.entries(MIXED).map(([le, value]) => ({
      metric: { le },
      values: [
        [10, value],
        [20, value],
      ],
    }));
    const body = JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
    const parsed = parseAnswer(new TextEncoder().encode(body), RANGE_SHAPES.latency);
    if (parsed.kind !== "columns") throw new Error(parsed.kind);
    const grid = {
      startSeconds: 10,
      endSeconds: 20,
      stepSeconds: 10,
      windowSeconds: 60,
      times: [10_000, 20_000],
    };
    expect(bucketSeries(parsed.columns, grid)).toEqual([
      { bound: 0.5, values: [1, 1] },
      { bound: 5, values: [5, 5] },
      { bound: 10, values: [7, 7] },
      { bound: "+Inf", values: [8, 8] },
    ]);
  });

  it("takes an answer without a finite number for none, and says how many series of another are left out", () => {
    const body = recorded("errors", "not-finite.json");
    const bytes = (text: string) => new TextEncoder().encode(text);
    const shape = { labels: ["code"], pivot: null };
    expect(parseAnswer(bytes(body), shape)).toEqual({
      kind: "garbage",
      detail: "2 series without a number",
    });
    const result = [
      { metric: { code: "200" }, value: [1, "4"] },
      { metric: { code: "500" }, value: [1, "NaN"] },
    ];
    const mixed = JSON.stringify({ status: "success", data: { resultType: "vector", result } });
    expect(parseAnswer(bytes(mixed), shape)).toMatchObject({
      kind: "columns",
      columns: { rows: 1, warnings: [expect.stringMatching(/^1 series have no number/)] },
    });
  });

  it.each([
    ["1795257217.5", 1_795_257_217_500],
    ["0", null],
    [null, undefined],
  ])("the newest sample %j, which is no connection, is of %j", (seconds, at) => {
    const row = { metric: { measure: "newest" }, value: [1, seconds] };
    const result = seconds === null ? [] : [row];
    const body = JSON.stringify({ status: "success", data: { resultType: "vector", result } });
    const columns = ok(readRecorded(body, "tcp"));
    const samples = samplesFromAnswers({ ...tick, answers: { tcp: columns } });
    expect(samples).toMatchObject({ tcp: [], problems: [] });
    expect(samples.newestSampleAt).toBe(at);
  });

  it("names a metric that no row has", () => {
    const lines = recorded("boutique", "tcp.json").split("\n");
    const body = lines.filter((l) => !l.includes('"received"')).join("\n");
    const columns = readRecorded(body, "tcp");
    const { problems } = samplesFromAnswers({ ...tick, answers: { tcp: ok(columns) } });
    expect(problems).toEqual([
      {
        part: "tcp",
        detail: "istio_tcp_received_bytes_total has no series; its figures are unknown, not zero",
      },
    ]);
  });
});

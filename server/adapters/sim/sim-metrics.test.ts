import { describe, expect, it } from "vitest";
import { describeMetricsContract } from "@/server/ports/metrics.contract";
import { ALL_PARTS, demoSim, edgeText, rateOf, requestText, START, samples } from "./testing/sims";

describe("sim metrics", () => {
  describeMetricsContract(async () => {
    const { sim, clock } = await demoSim();
    return {
      metrics: sim.metrics,
      now: clock.now(),
      close: async () => {},
    };
  });
});

const BOUTIQUE = "boutique.svc.cluster.local";

describe("what goes wrong in the demo mesh", () => {
  it("a client without a proxy is unknown to the destination, and calls in plain text", async () => {
    const { requests, unproxied, security } = await samples(await demoSim(), 600);
    expect(rateOf(requests, { sourceNamespace: "legacy" })).toBe(0);
    expect(
      rateOf(unproxied, { destinationService: "ratings.bookinfo.svc.cluster.local", code: "200" }),
    ).toBeCloseTo(0.6, 0);
    const plain = (security ?? []).filter((s) => s.policy === "none");
    expect(plain.map((s) => `${edgeText(s)} ${s.sourcePrincipal}`).sort()).toEqual([
      "unknown/unknown → bookinfo/ratings-v1 unknown",
      "unknown/unknown → bookinfo/ratings-v2 unknown",
    ]);
  });

  it("a denied caller gets 403 without a flag, at both ends", async () => {
    const sim = await demoSim();
    const { requests, security } = await samples(sim, 600);
    const wanted = { sourceWorkload: "loadgenerator", destinationWorkload: "paymentservice" };
    const denied = rateOf(requests, { ...wanted, code: "403", flags: "-" });
    expect(denied).toBeCloseTo(0.4, 0);
    expect(rateOf(requests, wanted)).toBe(denied);
    const atDestination = security?.find((s) => s.sourceWorkload === "loadgenerator");
    expect(atDestination).toMatchObject({ policy: "mutual_tls", rate: denied });
  });

  it("a host in no registry leaves through the passthrough, under the name in the Host header", async () => {
    const { requests } = await samples(await demoSim(), 600);
    const row = requests?.find(
      (r) => r.destinationService === "rates.shipper.example" && r.code === "200",
    );
    expect(row).toMatchObject({
      destinationWorkload: "unknown",
      destinationNamespace: "unknown",
      flags: "-",
    });
    expect(row?.rate).toBeCloseTo(0.9, 0);
  });

  it("a host of a ServiceEntry ends nowhere in the mesh", async () => {
    const { tcp } = await samples(await demoSim(), 600);
    const rows = (tcp ?? []).filter((t) => t.destinationService === "api.payments.example");
    expect(rows.map((t) => `${t.reporter} ${edgeText(t)} ${t.policy}`)).toEqual([
      "source boutique/paymentservice → unknown/unknown unknown",
    ]);
  });

  it("a route to a missing subset is 503 NC, named by the Host header", async () => {
    const { requests } = await samples(await demoSim(), 600);
    const broken = (requests ?? []).filter((r) => r.flags === "NC");
    expect(broken.map((r) => `${edgeText(r)} ${r.destinationService} ${r.code}`)).toEqual([
      "fulfilment/dispatcher → unknown/unknown orders:8080 503",
    ]);
    const all = rateOf(requests, { sourceWorkload: "dispatcher" });
    expect((broken[0]?.rate ?? 0) / all).toBeCloseTo(0.05, 1);
  });

  it("a service without a ready pod is UH; to a gRPC client that is status 14", async () => {
    const { requests } = await samples(await demoSim(), 600);
    const rows = (requests ?? []).filter(
      (r) => r.destinationService === `emailservice.${BOUTIQUE}`,
    );
    expect(rows.map((r) => `${edgeText(r)} ${r.code} ${r.grpcStatus} ${r.flags}`)).toEqual([
      "boutique/checkoutservice → unknown/unknown 200 14 UH",
    ]);
  });

  it("the canary fails about 3 % of its requests, the baseline hardly any", async () => {
    const test = await demoSim();
    const { requests } = await samples(test, 230);
    const ratio = (workload: string) =>
      rateOf(requests, { destinationWorkload: workload, code: "500" }) /
      rateOf(requests, { destinationWorkload: workload });
    expect(ratio("reviews-v3")).toBeGreaterThan(0.015);
    expect(ratio("reviews-v3")).toBeLessThan(0.06);
    expect(ratio("reviews-v1")).toBeLessThan(0.005);
  });

  it("nobody calls the idle service, and nobody asks for the dead one", async () => {
    const { requests, tcp } = await samples(await demoSim(), 600);
    const hosts = [...(requests ?? []), ...(tcp ?? [])].map((r) => r.destinationService);
    expect(hosts.filter((h) => /shoppingassistant|ratings-mysql/.test(h))).toEqual([]);
  });
});

describe("the past", () => {
  const MINUTE = 60_000;
  it("has the canary from four minutes before the start on", async () => {
    const test = await demoSim();
    const share = async (minutes: number) => {
      const { requests } = await samples(test, 60, START - minutes * MINUTE);
      const v3 = rateOf(requests, { destinationWorkload: "reviews-v3" });
      return v3 / (v3 + rateOf(requests, { destinationWorkload: "reviews-v1" }));
    };
    expect(await share(60)).toBe(0);
    expect(await share(4)).toBe(0);
    expect(await share(1)).toBeCloseTo(0.1, 1);
  });

  it("has mails until twenty-one minutes before the start, payment for all until forty", async () => {
    const test = await demoSim();
    const codes = async (minutes: number, host: string, source: string) => {
      const { requests } = await samples(test, 300, START - minutes * MINUTE);
      const rows = (requests ?? []).filter(
        (r) => r.destinationService === `${host}.${BOUTIQUE}` && r.sourceWorkload === source,
      );
      return [...new Set(rows.map((r) => `${r.code}/${r.grpcStatus}/${r.flags}`))].sort();
    };
    expect(await codes(22, "emailservice", "checkoutservice")).toContain("200/0/-");
    expect(await codes(10, "emailservice", "checkoutservice")).toEqual(["200/14/UH"]);
    expect(await codes(41, "paymentservice", "loadgenerator")).toEqual(["200//-"]);
    expect(await codes(30, "paymentservice", "loadgenerator")).toEqual(["403//-"]);
  });

  it("reaches back two hours and not further", async () => {
    const test = await demoSim();
    expect((await samples(test, 60, START - 120 * MINUTE)).requests).not.toEqual([]);
    expect((await samples(test, 60, START - 180 * MINUTE)).requests).toEqual([]);
  });

  it("draws the canary's start as a chart: holes, then its rate", async () => {
    const { sim } = await demoSim();
    const answer = await sim.metrics.range(
      {
        selector: {
          reporter: "source",
          destinations: [{ cluster: "", namespace: "bookinfo", workload: "reviews-v3" }],
        },
        measures: ["requests", "latency"],
        from: START - 10 * MINUTE,
        to: START,
        stepSeconds: 60,
      },
      new AbortController().signal,
    );
    if (!answer.ok) throw new Error(answer.error.code);
    const good = answer.value.requests?.find((s) => s.code === "200");
    expect(good?.values.map((v) => (v === null ? "." : v > 1 ? "x" : "-")).join("")).toBe(
      ".......xxxx",
    );
    const total = answer.value.latency?.find((s) => s.bound === "+Inf");
    const failed = answer.value.requests?.find((s) => s.code === "500");
    expect(total?.values.at(-1)).toBeCloseTo(
      (good?.values.at(-1) ?? 0) + (failed?.values.at(-1) ?? 0),
      9,
    );
  });
});

describe("determinism", () => {
  it("gives the same text for the same seed, whatever was asked before", async () => {
    const [one, two] = [await demoSim(), await demoSim()];
    await samples(one, 600, START - 3_600_000);
    const text = async (test: Awaited<ReturnType<typeof demoSim>>) =>
      JSON.stringify(await samples(test));
    expect(await text(one)).toBe(await text(two));
    expect(await text(await demoSim(8))).not.toBe(await text(two));
  });

  it("is this traffic for the demo's seed", async () => {
    const { requests } = await samples(await demoSim());
    const bookinfo = (requests ?? []).filter((r) => /\.bookinfo\./.test(r.destinationService));
    expect(bookinfo.map(requestText).sort().join("\n")).toMatchInlineSnapshot(`
      "bookinfo/productpage-v1 → bookinfo/details-v1 http 200 - 52.07
      bookinfo/productpage-v1 → bookinfo/reviews-v1 http 200 - 46.32
      bookinfo/productpage-v1 → bookinfo/reviews-v1 http 500 - 0.05
      bookinfo/productpage-v1 → bookinfo/reviews-v3 http 200 - 5.57
      bookinfo/productpage-v1 → bookinfo/reviews-v3 http 500 - 0.13
      bookinfo/reviews-v3 → bookinfo/ratings-v2 http 200 - 5.70
      istio-system/istio-ingressgateway → bookinfo/productpage-v1 http 200 - 52.07"
    `);
  });
});

describe("cost", () => {
  it("answers a tick well within its interval", async () => {
    const { sim, clock } = await demoSim();
    const tick = async () => {
      clock.step(5000);
      const request = {
        at: clock.now(),
        windowSeconds: 60,
        parts: ALL_PARTS,
        latencyLevel: "workload" as const,
      };
      const before = performance.now();
      await sim.metrics.traffic(request, new AbortController().signal);
      return performance.now() - before;
    };
    await tick();
    const times = [await tick(), await tick(), await tick(), await tick(), await tick()].sort(
      (a, b) => a - b,
    );
    expect(times[2]).toBeLessThan(20);
  });
});

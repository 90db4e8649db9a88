import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerSide, mergeFigures, mutualTlsShare, sideRates } from "./ratios";
import { webToCart } from "./testing/edge-labels";
import type { EdgeTraffic, ResponseRate } from "./traffic";

/** `503 UH 0.5`, `200/14 - 1`: code and gRPC status, flags, rate. */
function response(text: string): ResponseRate {
  const [answer = "", flags = "-", rate = "1"] = text.split(" ");
  const [code = "", grpcStatus = ""] = answer.split("/");
  return { code, grpcStatus, flags, rate: Number(rate) };
}

function edge(parts: Partial<EdgeTraffic> & { readonly answers?: readonly string[] }): EdgeTraffic {
  const { answers = [], ...rest } = parts;
  return {
    id: "edge",
    labels: webToCart,
    protocol: "http",
    reporter: "source",
    responses: answers.map(response),
    security: null,
    principals: { source: [], destination: [] },
    latency: null,
    averageMs: null,
    tcp: null,
    messages: null,
    ...rest,
  };
}

describe("answerSide", () => {
  it.each([
    ["200", "success"],
    ["302", "success"],
    ["404", "client-error"],
    ["429", "client-error"],
    ["500", "server-error"],
    ["503 UH", "server-error"],
    ["0 DC", "server-error"],
    ["-", "server-error"],
    ["200/0", "success"],
    ["200/1", "success"],
    ...[2, 4, 8, 10, 12, 13, 14, 15].map((status) => [`200/${status}`, "server-error"]),
    ...[3, 5, 6, 7, 9, 11, 16].map((status) => [`200/${status}`, "client-error"]),
    // cancelled by the caller: no answer, and nobody's failure
    ["0/1 DC", "success"],
    // no gRPC answer came: the HTTP code decides
    ["503/", "server-error"],
    ["0/0", "server-error"],
    ["5000", "success"],
  ])("%s is %s", (text, side) => {
    expect(answerSide(response(text ?? ""))).toBe(side);
  });
});

describe("mergeFigures", () => {
  it("adds rates, and takes ratios of the sums", () => {
    const figures = mergeFigures([
      edge({ answers: ["200 - 90", "503 UH 10"] }),
      edge({ answers: ["200 - 9", "404 - 1"] }),
    ]);
    expect(figures.requestsPerSecond).toBe(110);
    expect(figures.errorRatio).toBeCloseTo(10 / 110);
    expect(figures.clientErrorRatio).toBeCloseTo(1 / 110);
    expect(figures.responses).toEqual(["200 - 99", "404 - 1", "503 UH 10"].map(response));
  });

  it("knows nothing of no edges, and says so with null", () => {
    expect(mergeFigures([])).toEqual({
      requestsPerSecond: 0,
      errorRatio: null,
      clientErrorRatio: null,
      responses: [],
      latency: null,
      averageMs: null,
      security: null,
      mutualTlsShare: null,
      tcp: null,
      messages: null,
    });
  });

  it("sums security by requests: many small plaintext edges do not outweigh one large", () => {
    const plain = edge({ security: { mutualTls: 0, plaintext: 0.5, unknown: 0 } });
    const figures = mergeFigures([
      edge({ security: { mutualTls: 99, plaintext: 0, unknown: 3 } }),
      plain,
      plain,
      edge({}),
    ]);
    expect(figures.security).toEqual({ mutualTls: 99, plaintext: 1, unknown: 3 });
    expect(figures.mutualTlsShare).toBe(0.99);
  });

  it("weighs averages by how many requests they stand for", () => {
    const buckets = (n: number) => ({ bounds: [10, Number.POSITIVE_INFINITY], counts: [n, n] });
    const figures = mergeFigures([
      edge({ latency: buckets(9), averageMs: 10 }),
      edge({ latency: buckets(1), averageMs: 110 }),
      edge({ answers: ["200 - 100"] }),
    ]);
    expect(figures.averageMs).toBe(20);
    expect(figures.latency?.counts).toEqual([10, 10]);
  });

  it("adds TCP and messages of the edges that have them", () => {
    const figures = mergeFigures([
      edge({
        tcp: { toServer: 1, toClient: 2, opened: 3, flagged: [{ flags: "UF", rate: 1 }] },
        messages: { toServer: 1, toClient: 0 },
      }),
      edge({}),
      edge({ tcp: { toServer: 10, toClient: 20, opened: 30, flagged: [] } }),
      edge({
        tcp: {
          toServer: 0,
          toClient: 0,
          opened: 6,
          flagged: [
            { flags: "DENY", rate: 2 },
            { flags: "UF", rate: 4 },
          ],
        },
      }),
    ]);
    expect(figures.tcp).toEqual({
      toServer: 11,
      toClient: 22,
      opened: 39,
      flagged: [
        { flags: "DENY", rate: 2 },
        { flags: "UF", rate: 5 },
      ],
    });
    expect(figures.messages).toEqual({ toServer: 1, toClient: 0 });
  });

  const anyResponse = fc.record({
    code: fc.constantFrom("200", "404", "503", "0"),
    grpcStatus: fc.constantFrom("", "0", "1", "5", "14"),
    flags: fc.constantFrom("-", "UH", "UF,URX"),
    rate: fc.double({ min: 0.001, max: 1e5, noNaN: true }),
  });

  it("law: the order of edges does not matter, and shares stay within 0 and 1", () => {
    const answers = fc.array(fc.array(anyResponse, { maxLength: 5 }), { maxLength: 6 });
    // Edges of one moment have an id each.
    const edges = answers.map((all) =>
      all.map((responses, i) => edge({ id: `edge ${i}`, responses })),
    );
    fc.assert(
      fc.property(edges, (all) => {
        const figures = mergeFigures(all);
        expect(mergeFigures(all.toReversed())).toEqual(figures);
        const rates = sideRates(figures.responses);
        expect(rates.failed + rates.refused).toBeLessThanOrEqual(rates.total * (1 + 1e-9));
        for (const share of [figures.errorRatio, figures.clientErrorRatio]) {
          expect(share ?? 0).toBeGreaterThanOrEqual(0);
          expect(share ?? 0).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("mutualTlsShare", () => {
  it.each([
    [{ mutualTls: 1, plaintext: 0, unknown: 0 }, 1],
    [{ mutualTls: 0, plaintext: 1, unknown: 0 }, 0],
    [{ mutualTls: 3, plaintext: 1, unknown: 96 }, 0.75],
    [{ mutualTls: 0, plaintext: 0, unknown: 1 }, null],
    [null, null],
  ])("of %j is %s", (security, share) => {
    expect(mutualTlsShare(security)).toBe(share);
  });
});

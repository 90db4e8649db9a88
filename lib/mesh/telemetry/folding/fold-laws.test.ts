import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trafficId } from "../fold";
import { ISTIO_BOUNDS_MS } from "../quantiles";
import { mergeFigures } from "../ratios";
import type { EdgeLabels, RequestSample } from "../traffic";
import { buckets, fold, label, labels, only, request } from "./testing/rows";

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

import { describe, expect, it } from "vitest";
import type { Naming } from "@/lib/mesh/graph/ends/graph-context";
import { deployment, namespace, service } from "@/lib/mesh/graph/testing/objects";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import type { CallSeries, RangeRequest } from "@/lib/mesh/telemetry/range";
import { err, ok } from "@/lib/result";
import { readTimeline } from "./query-timeline";

const call = (
  values: readonly (number | null)[],
  from: string,
  host: string,
  code = "200",
): CallSeries => ({
  protocol: "http",
  code,
  grpcStatus: "",
  sourceNamespace: from,
  destinationService: host,
  destinationNamespace: "unknown",
  values,
});
const CART = "cart.shop.svc.cluster.local";
const OBJECTS = [namespace("shop"), service("shop/cart"), namespace("edge")];
const GATEWAY = deployment("edge/gate", { proxy: "gateway" });

const naming = (objects: Parameters<typeof indexOf>[0]): Naming => ({
  index: indexOf(objects),
  settings: { cluster: "lab", clusterIds: {} },
});

/** A mesh whose calls are these; `passed` is what its gateways pass on, `null` where that fails. */
async function timeline(
  objects: Parameters<typeof indexOf>[0],
  calls: readonly CallSeries[],
  passed: readonly CallSeries[] | null = [],
) {
  const asked: RangeRequest[] = [];
  const range = async (request: RangeRequest) => {
    asked.push(request);
    const { reporter, sources } = request.selector;
    if (sources?.[0]?.workload === "gate" && passed === null) {
      return err({ code: "timeout", url: "", afterMs: 1 } as const);
    }
    const found = reporter === "destination" ? [] : sources === undefined ? calls : (passed ?? []);
    const times = [60_000, 120_000, 180_000, 240_000];
    const parts = { requests: null, latency: null, tcp: null, calls: found, warnings: [] };
    return ok({ times, stepSeconds: 60, windowSeconds: 60, ...parts });
  };
  const span = { from: 60_000, to: 240_000, stepSeconds: 60 };
  const answer = await readTimeline({ range, mesh: () => naming(objects) }, span);
  if (!answer.ok) throw new Error(answer.error.code);
  return { ...answer.value, asked };
}

describe("readTimeline", () => {
  it("keeps a hole a hole, and takes no error for zero errors", async () => {
    const { failed, total } = await timeline(OBJECTS, [
      call([9, 8, null, null], "shop", CART),
      call([null, 2, null, 1], "shop", CART, "503"),
    ]);
    expect(total).toEqual([9, 10, null, 1]);
    expect(failed).toEqual([0, 2, null, 1]);
  });

  it("asks apart for gateways whose own requests nobody reports: what they pass on has come in", async () => {
    const passed = call([7, 7, 7, 7], "edge", CART);
    const { asked, namespaces } = await timeline([...OBJECTS, ...GATEWAY], [passed], [passed]);
    expect(asked.map(({ selector }) => selector.sources?.[0]?.workload)).toEqual([
      undefined,
      "unknown",
      "gate",
    ]);
    expect(namespaces).toEqual([
      { name: "edge", entering: [7, 7, 7, 7] },
      { name: "shop", entering: [7, 7, 7, 7] },
    ]);
  });

  it("names no rate of a gateway's namespace when that question fails", async () => {
    const passed = call([7, 7, 7, 7], "edge", CART);
    const { namespaces, total } = await timeline([...OBJECTS, ...GATEWAY], [passed], null);
    expect(namespaces.map(({ name }) => name)).toEqual(["shop"]);
    expect(total).toEqual([7, 7, 7, 7]);
  });
});

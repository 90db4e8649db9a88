import { describe, expect, it } from "vitest";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { WriteRequest } from "@/server/ports/writes";
import { at, text } from "../cluster/api-object";
import { createSim, type Sim } from "../sim";
import { demoMesh, rateOf, samples, steppedClock } from "../testing/sims";
import type { OverlayChange } from "./overlay";

const signal = new AbortController().signal;

const VS = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
const reviews = { ...VS, namespace: "bookinfo", name: "reviews" };
const reviewsRef: ResourceRef = {
  cluster: "test",
  kind: "VirtualService.networking.istio.io",
  namespace: "bookinfo",
  name: "reviews",
};

const found = (sim: Sim): RawObject => {
  const object = sim.world.find(reviews);
  if (!object) throw new Error("the demo has no reviews");
  return object;
};

/** Everything to one version. */
const allTo = (subset: string): RawObject => ({
  ...VS,
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: {
    hosts: ["reviews"],
    http: [{ route: [{ destination: { host: "reviews", subset }, weight: 100 }] }],
  },
});

function request(sim: Sim, object: RawObject): WriteRequest {
  const metadata = at(found(sim), "metadata");
  const managers = (metadata["managedFields"] as readonly { manager: string }[]).map(
    (e) => e.manager,
  ); // as the sim makes it
  return {
    verb: "apply",
    ref: reviewsRef,
    object,
    guard: {
      type: "version",
      uid: text(metadata, "uid"),
      resourceVersion: text(metadata, "resourceVersion"),
    },
    takeFrom: managers,
    dryRun: false,
  };
}

async function start(initial: readonly OverlayChange[] = []) {
  const clock = steppedClock();
  const kept: OverlayChange[] = [...initial];
  const overlay = { initial, onWritten: (change: OverlayChange) => void kept.push(change) };
  const mesh = await demoMesh();
  const sim = createSim({ mesh, cluster: "test", clock, writes: { overlay } });
  return { sim, clock, kept };
}

describe("a write to the demo", () => {
  it("moves its traffic from then on", async () => {
    const test = await start();
    const share = async () => {
      const { requests } = await samples(test, 30);
      const of = (destinationWorkload: string) =>
        rateOf(requests, { destinationWorkload, sourceWorkload: "productpage-v1" });
      const [v1, v3] = [of("reviews-v1"), of("reviews-v3")];
      return { v1: v1 > 0, v3: v3 > 0 };
    };
    expect(await share()).toEqual({ v1: true, v3: true });
    const written = await test.sim.cluster.write(request(test.sim, allTo("v3")), signal);
    expect(written).toMatchObject({ ok: true });
    test.clock.step(60_000);
    expect(await share()).toEqual({ v1: false, v3: true });
  });

  it("is there again, as it was, when the sim starts anew", async () => {
    const { sim, kept } = await start();
    await sim.cluster.write(request(sim, allTo("v3")), signal);
    const before = found(sim);
    const again = await start(JSON.parse(JSON.stringify(kept)) as OverlayChange[]); // as it was kept
    expect(found(again.sim)).toEqual(before);
    const next = await again.sim.cluster.write(request(again.sim, allTo("v2")), signal);
    if (!next.ok) throw new Error(next.error.message);
    const version = (o: RawObject) => Number(text(at(o, "metadata"), "resourceVersion"));
    expect(version(found(again.sim))).toBeGreaterThan(version(before));
    expect(next.value.generation).toBe(Number(at(before, "metadata")["generation"]) + 1);
  });

  it("stays removed when the sim starts anew", async () => {
    const { sim, kept } = await start();
    const { guard } = request(sim, allTo("v3"));
    if (guard.type !== "version") throw new Error("no version");
    const removal = { verb: "delete", ref: reviewsRef, guard, dryRun: false } as const;
    expect(await sim.cluster.write(removal, signal)).toMatchObject({ ok: true });
    const again = await start(kept);
    expect(again.sim.world.find(reviews)).toBeNull();
  });

  it("keeps nothing of a dry run or a refusal", async () => {
    const { sim, kept } = await start();
    const wanted = request(sim, allTo("v3"));
    await sim.cluster.write({ ...wanted, dryRun: true } as WriteRequest, signal); // still an apply
    await sim.cluster.write({ ...wanted, object: allTo("no_name") } as WriteRequest, signal);
    expect(kept).toEqual([]);
  });
});

import "server-only";
import { trafficFromReset } from "@/lib/mesh/telemetry/traffic-frame";
import type { ObservedMesh } from "@/server/delivery/watch/observed-mesh";
import type { Hub } from "@/server/live/hub";
import type { PastQueries } from "../query-past";

/** The hub, and the windows that ended before it looked. */
export function observedBy(hub: Hub, past: Pick<PastQueries, "trafficAt">): ObservedMesh {
  return {
    snapshot: () => hub.snapshot(),
    traffic: () => hub.traffic(),
    sources: () => hub.sources(),
    settings: () => hub.settings(),
    async trafficAt(at, windowSeconds) {
      const answer = await past.trafficAt(at, windowSeconds);
      if (!answer.ok) return null;
      const { traffic, problems } = answer.value;
      const isWhole = !problems.some(({ part }) => part === "requests" || part === "unproxied");
      return isWhole && traffic.windowSeconds === windowSeconds ? trafficFromReset(traffic) : null;
    },
  };
}

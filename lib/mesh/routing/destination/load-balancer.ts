import { child, durationMs, flag, numeral, type Spec, text } from "../spec/read-spec";
import {
  type DestinationSetting,
  factsOf,
  placeOf,
  type SettingFacts,
} from "./destination-setting";
import type { PolicyPart } from "./traffic-policy";

const SIMPLE: Readonly<Record<string, string>> = {
  ROUND_ROBIN: "round-robin",
  RANDOM: "random",
  PASSTHROUGH: "called-address",
  LEAST_REQUEST: "least-request",
  LEAST_CONN: "least-request",
};

/**
 * How the proxy chooses among endpoints: the least requests in flight unless a rule says otherwise.
 *
 * Source: istio/istio `pilot/pkg/networking/core/cluster_traffic_policy.go` applyLoadBalancer, ApplyRingHashLoadBalancer.
 *
 * @param hash what a ring would hash; see `hashPolicyFor`
 */
export function loadBalancerSetting(
  part: PolicyPart | null,
  hash: PolicyPart | null,
): DestinationSetting {
  const ring = part && child(part.spec, "consistentHash");
  if (part && ring) return ringSetting(part, ring, hash);
  const simple = part && text(part.spec, "simple");
  const code = (simple && SIMPLE[simple]) ?? "least-request";
  const named = part !== null && simple !== null && simple in SIMPLE;
  const facts = part && code !== "random" ? warmup(part.spec) : {};
  return { at: "load-balancer", code, by: named ? [placeOf(part, "simple")] : [], facts };
}

/** Envoy's own size of a Maglev table, and Istio's of a ring. */
const MAGLEV_TABLE = 65_537;
const SMALLEST_RING = 1024;

function ringSetting(part: PolicyPart, ring: Spec, hash: PolicyPart | null): DestinationSetting {
  const own = placeOf(part, "consistentHash");
  const apart = hash && hash.path !== own.path ? [placeOf(hash)] : [];
  return {
    at: "load-balancer",
    code: hash ? "consistent-hash" : "hash-of-nothing",
    by: [own, ...apart],
    facts: { ...tableOf(ring), ...(hash && hashed(hash.spec)) },
  };
}

function tableOf(ring: Spec): SettingFacts {
  const maglev = child(ring, "maglev");
  if (maglev) return { table: "MAGLEV", size: numeral(maglev, "tableSize") ?? MAGLEV_TABLE };
  const ringHash = child(ring, "ringHash");
  const size =
    (ringHash && numeral(ringHash, "minimumRingSize")) ?? numeral(ring, "minimumRingSize");
  return { table: "RING_HASH", size: size ?? SMALLEST_RING };
}

function hashed(spec: Spec): SettingFacts {
  const cookie = child(spec, "httpCookie");
  if (cookie) {
    return factsOf({
      of: "cookie",
      name: text(cookie, "name"),
      path: text(cookie, "path"),
      ttlMs: durationMs(cookie, "ttl"),
    });
  }
  if (flag(spec, "useSourceIp")) return { of: "source-address" };
  const header = text(spec, "httpHeaderName");
  if (header !== null) return { of: "header", name: header };
  return factsOf({ of: "query-parameter", name: text(spec, "httpQueryParameterName") });
}

function warmup(spec: Spec): SettingFacts {
  const own = child(spec, "warmup");
  if (own === null) return factsOf({ warmupMs: durationMs(spec, "warmupDurationSecs") });
  return factsOf({
    warmupMs: durationMs(own, "duration"),
    warmupFromPercent: numeral(own, "minimumPercent"),
    warmupAggression: numeral(own, "aggression"),
  });
}

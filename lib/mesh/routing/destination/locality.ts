import type { ResourceRef } from "../../model/resource";
import { child, children, type Spec, text, texts } from "../spec/read-spec";
import { type DestinationSetting, placeOf } from "./destination-setting";
import { NEARNESS } from "./label-rank";
import type { PolicyPart } from "./traffic-policy";

/** What the locality of endpoints is judged by. */
export type LocalityInput = {
  readonly balancer: PolicyPart | null;
  /** Whether outlier detection is in force: without it no endpoint is ever given up, and so no traffic fails over. */
  readonly detects: boolean;
  /** The service's own wish; it is no part of a DestinationRule, which goes before it. */
  readonly distribution: DistributionWish | null;
  /** Whether labels tell servers apart: where the proxy resolves names, control planes before 1.30 have them all alike. */
  readonly byLabels: boolean;
  /** Whether `zoneAwareLbSetting` counts, and that of the mesh configuration. */
  readonly zoneAware: { readonly mesh: Spec | null; readonly by: ResourceRef | null } | null;
  /** `localityLbSetting` of the mesh configuration; `null`: Istio's default, on. */
  readonly mesh: { readonly spec: Spec; readonly by: ResourceRef | null } | null;
};

/** What a service wishes of its callers (`PreferClose` …), with the place of it. */
export type DistributionWish = {
  readonly value: string;
  readonly nearness: keyof typeof NEARNESS;
  readonly by: ResourceRef;
  readonly path: string;
};

/**
 * How near endpoints are preferred: by shares of localities, or nearest first with the others in reserve. `null` where nothing is set and
 * nothing comes of the default.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/loadbalancer/loadbalancer.go` GetLocalityLbSetting, ApplyLocalityLoadBalancer.
 */
export function localitySetting(input: LocalityInput): DestinationSetting | null {
  const { balancer, distribution, mesh } = input;
  const zones = zoneAware(input);
  if (zones) return zones;
  const spec = balancer && child(balancer.spec, "localityLbSetting");
  if (balancer && spec) {
    return readLocality(spec, [placeOf(balancer, "localityLbSetting")], input);
  }
  if (distribution) {
    const { value, nearness, path } = distribution;
    return {
      at: "locality",
      code: input.byLabels ? "prefer-close" : "labels-of-names",
      by: [{ object: distribution.by, path }],
      facts: { wish: value },
      spec: { failoverPriority: NEARNESS[nearness] },
    };
  }
  if (mesh === null) return input.detects ? nearestFirst([]) : null;
  const by = mesh.by ? [{ object: mesh.by, path: "localityLbSetting" }] : [];
  const found = readLocality(mesh.spec, by, input);
  return found.code === "failover-without-detection" && isPlain(mesh.spec) ? null : found;
}

/** Envoy goes by its own zone as far as the servers there suffice: no share is fixed. */
function zoneAware({ balancer, zoneAware: asked }: LocalityInput): DestinationSetting | null {
  if (asked === null) return null;
  const own = balancer && child(balancer.spec, KEY);
  const isPlaced = balancer !== null && child(balancer.spec, "localityLbSetting") !== null;
  const setting = own ?? (isPlaced ? null : asked.mesh);
  if (setting === null || setting["enabled"] === false) return null;
  const meshWide = asked.by ? [{ object: asked.by, path: KEY }] : [];
  const by = own && balancer ? [placeOf(balancer, KEY)] : meshWide;
  return { at: "locality", code: "zone-aware", by, facts: {} };
}

const KEY = "zoneAwareLbSetting";

type Places = DestinationSetting["by"];

const nearestFirst = (by: Places): DestinationSetting => ({
  at: "locality",
  code: "nearest-first",
  by,
  facts: {},
  spec: {},
});

const isPlain = (spec: Spec): boolean =>
  ["distribute", "failover", "failoverPriority"].every((key) => spec[key] === undefined);

function readLocality(
  spec: Spec,
  by: Places,
  { detects, byLabels }: Pick<LocalityInput, "detects" | "byLabels">,
): DestinationSetting {
  const setting = (code: string, facts: DestinationSetting["facts"] = {}): DestinationSetting => ({
    at: "locality",
    code,
    by,
    facts,
    spec,
  });
  if (spec["enabled"] === false) return setting("off");
  const shares = children(spec, "distribute");
  if (shares.length > 0) return setting("distribute", { shares: shares.map(shareText) });
  const failover = children(spec, "failover").map(
    (f) => `${text(f, "from") ?? ""} → ${text(f, "to") ?? ""}`,
  );
  const priority = texts(spec, "failoverPriority");
  const facts = {
    ...(priority.length > 0 && { priority }),
    ...(failover.length > 0 && { failover }),
  };
  if (!detects) return setting("failover-without-detection", facts);
  if (priority.length > 0 && byLabels) return setting("failover-priority", facts);
  if (priority.length > 0 && failover.length === 0) return setting("labels-of-names", facts);
  return failover.length > 0 ? setting("failover", facts) : nearestFirst(by);
}

function shareText(share: Spec): string {
  const to = Object.entries(child(share, "to") ?? {}).map(([place, part]) => `${place} ${part} %`);
  return `${text(share, "from") ?? ""} → ${to.join(", ")}`;
}

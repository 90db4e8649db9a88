import type { ResourceRef } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../spec/mesh-settings";
import { child, durationMs, emptySpec, flag, numeral, type Spec, text } from "../spec/read-spec";
import { isSince } from "../spec/versions";
import {
  type DestinationSetting,
  factsOf,
  placeOf,
  positive,
  type SettingFacts,
} from "./destination-setting";
import type { PolicyPart } from "./traffic-policy";

/** What bounds the connections to a destination. */
export type PoolInput = {
  readonly pool: PolicyPart | null;
  readonly budget: PolicyPart | null;
  /** The host's own pool, whatever port or subset is asked for: of connections it alone says how long they may last. */
  readonly whole: PolicyPart | null;
  readonly http: boolean;
  readonly settings: Pick<MeshSettings, "connectTimeoutMs" | "version">;
  /** The mesh configuration, where it is read. */
  readonly meshConfig: ResourceRef | null;
};

/**
 * The limits of a destination. Nothing is bounded unless a rule says so; 0 is as good as nothing. `null` where no rule says anything.
 *
 * Source: istio/istio `pilot/pkg/networking/core/cluster_traffic_policy.go` applyConnectionPool, shouldH2Upgrade,
 * `pilot/pkg/networking/core/networkfilter.go` buildOutboundNetworkFiltersWithSingleDestination.
 */
export function connectionPoolSetting(input: PoolInput): DestinationSetting | null {
  const { pool, budget, whole, http, settings } = input;
  const lasting = http || whole?.path === pool?.path ? null : whole;
  const spec = pool?.spec ?? emptySpec;
  const tcp = child(spec, "tcp") ?? emptySpec;
  const connectTimeout = durationMs(tcp, "connectTimeout");
  const parts = [pool, lasting, http ? budget : null].flatMap((part) => part ?? []);
  const places = [
    ...parts.map((part) => placeOf(part)),
    ...(connectTimeout === null ? meshPlaces(input) : []),
  ];
  if (places.length === 0) return null;
  const facts = {
    connectTimeoutMs: connectTimeout ?? settings.connectTimeoutMs,
    maxConnections: positive(numeral(tcp, "maxConnections")),
    // Whatever waits for a connection counts, requests or bytes.
    maxPendingRequests: positive(
      numeral(child(spec, "http") ?? emptySpec, "http1MaxPendingRequests"),
    ),
    ...keepalive(tcp),
    ...(http
      ? { ...requestFacts(spec, tcp), ...budgetFacts(budget?.spec ?? null, settings) }
      : lastingFacts(child(whole?.spec ?? emptySpec, "tcp") ?? emptySpec)),
  };
  return {
    at: "connection-pool",
    code: "connection-pool",
    by: places,
    facts: factsOf(facts),
  };
}

/** The mesh configuration's own time for connections, where it is not Istio's. */
const meshPlaces = ({ settings, meshConfig }: PoolInput): DestinationSetting["by"] =>
  meshConfig === null || settings.connectTimeoutMs === defaultMeshSettings.connectTimeoutMs
    ? []
    : [{ object: meshConfig, path: "connectTimeout" }];

function requestFacts(pool: Spec, tcp: Spec) {
  const http = child(pool, "http") ?? emptySpec;
  const upgrade = text(http, "h2UpgradePolicy");
  return {
    ...lastingFacts(tcp),
    ...factsOf({
      idleTimeoutMs: durationMs(http, "idleTimeout") ?? durationMs(tcp, "idleTimeout"),
    }),
    maxRequests: positive(numeral(http, "http2MaxRequests")),
    maxRetries: positive(numeral(http, "maxRetries")),
    maxRequestsPerConnection: positive(numeral(http, "maxRequestsPerConnection")),
    maxConcurrentStreams: positive(numeral(http, "maxConcurrentStreams")),
    upgrade: upgrade === "UPGRADE" || upgrade === "DO_NOT_UPGRADE" ? upgrade : null,
    protocol: flag(http, "useClientProtocol") ? "the client's" : null,
  };
}

/** The share is of the requests at hand; control planes before 1.30 made 0.2 % of one that is not written. */
const budgetFacts = (budget: Spec | null, settings: PoolInput["settings"]) => ({
  retryBudgetPercent:
    budget &&
    (numeral(budget, "percent") ?? (isSince(settings, "retry-budgets-mended") ? 20 : 0.2)),
  retryBudgetAtLeast: budget && (numeral(budget, "minRetryConcurrency") ?? 3),
});

const lastingFacts = (tcp: Spec): SettingFacts =>
  factsOf({
    maxConnectionDurationMs: durationMs(tcp, "maxConnectionDuration"),
    idleTimeoutMs: durationMs(tcp, "idleTimeout"),
  });

function keepalive(tcp: Spec): SettingFacts {
  const spec = child(tcp, "tcpKeepalive");
  if (spec === null) return {};
  return factsOf({
    keepaliveAfterMs: durationMs(spec, "time"),
    keepaliveIntervalMs: durationMs(spec, "interval"),
    keepaliveProbes: positive(numeral(spec, "probes")),
  });
}

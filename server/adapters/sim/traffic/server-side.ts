import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ServiceResource, WorkloadResource } from "@/lib/mesh/model/resource";
import { authorize, principalOf } from "@/lib/mesh/policy/authorize";
import { mtlsOutcome } from "@/lib/mesh/policy/mtls";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { SimCall } from "../mesh/traffic-schema";
import type { Latency } from "./latency";
import {
  answer,
  BY_PROXY,
  byOwnProxy,
  type CallEnds,
  grpcStatusOf,
  isProxied,
  type NamedService,
  type Outcome,
} from "./outcome";

/** Where a share of a call arrives. */
export type Arrival = {
  readonly service: ServiceResource;
  readonly named: NamedService;
  readonly port: number;
  readonly workload: WorkloadResource;
  readonly subset: string | null;
  readonly share: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Delay that the caller's proxy added, ms. */
  readonly delayMs: number;
  readonly flags: string;
};

/**
 * How a request ends that a caller sends to one workload: by the mTLS mode and the policies in force there.
 *
 * A plaintext connection to a STRICT workload ends before any HTTP filter: the server reports nothing, and a client without a
 * proxy reports nothing either, so nothing is left of it (`null`).
 */
export function arrive(index: MeshIndex, ends: CallEnds, to: Arrival): Outcome | null {
  const { call, caller, proxied } = ends;
  const served = isProxied(to.workload);
  const mtls = mtlsOutcome(index, {
    caller: proxied ? caller : null,
    service: to.service,
    port: to.port,
    workload: to.workload,
    subset: to.subset,
  });
  if (mtls.result === "refused") return refused(ends, to, mtls.reason);
  const secure = mtls.result === "mtls" || (mtls.result === "unknown" && proxied && served);
  const reached = {
    share: to.share,
    service: to.named,
    destination: to.workload,
    mtls: secure,
    reports: { source: proxied, destination: served },
    mirrors: [],
  };
  if (served && isDenied(index, ends, to, secure)) {
    const latency = delayed(BY_PROXY, to.delayMs);
    const refusal = answer(call, "403", grpcStatusOf(403));
    return { ...reached, ...refusal, flags: to.flags, latency, answered: false };
  }
  return {
    ...reached,
    ...answer(call, "200", "0"),
    flags: to.flags,
    latency: delayed(call.per[to.workload.meta.name]?.latency ?? call.latency, to.delayMs),
    answered: true,
  };
}

const delayed = (latency: { p50: number; sigma: number }, delayMs: number): Latency => ({
  p50: latency.p50,
  sigma: latency.sigma,
  fixed: delayMs,
});

/** What the caller's proxy reports of a connection that the server does not take. */
function refused(ends: CallEnds, to: Arrival, reason: string | null): Outcome | null {
  if (!ends.proxied) return null;
  // A failed TLS handshake is a connection failure; plain text is accepted first and then cut.
  const flags = reason === "plaintext-to-strict" ? "UC" : "UF";
  return {
    ...byOwnProxy(ends, { code: 503, flags }, to.named, to.share),
    destination: to.workload,
  };
}

/** Where the engine cannot tell, the request passes: a sim must not invent a refusal. */
function isDenied(index: MeshIndex, ends: CallEnds, to: Arrival, mtls: boolean): boolean {
  const { call, caller } = ends;
  const ip = caller.pods.find((p) => p.ip !== null)?.ip;
  const verdict = authorize(index, to.workload, {
    source: {
      principal: mtls ? principalOf(caller, settingsOf(index, caller.meta.cluster)) : null,
      ...(ip && { ip }),
    },
    port: containerPort(to.service, to.port, to.workload),
    ...requestFacts(call, to.headers),
  });
  return verdict.verdict === "deny";
}

function requestFacts(call: SimCall, headers: Readonly<Record<string, string>>) {
  if (call.protocol === "tcp") return { protocol: "tcp" } as const;
  const { method, path, host } = call;
  return { protocol: "http", method, path, host, headers } as const;
}

/** The workload's own port behind a service port; `undefined` when a named target cannot be found. */
export function containerPort(
  service: ServiceResource,
  port: number,
  workload: WorkloadResource,
): number | undefined {
  const target = service.ports.find((p) => p.port === port)?.targetPort ?? port;
  if (typeof target === "number") return target;
  return workload.containerPorts.find((p) => p.name === target)?.port;
}

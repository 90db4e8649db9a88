import "server-only";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import type { SimCall } from "../mesh/traffic-schema";
import type { Latency } from "./latency";

/** How Istio's filter names what a request was for. */
export type NamedService = {
  /** `destination_service` */
  readonly host: string;
  /** `destination_service_name` */
  readonly name: string;
  /** `destination_service_namespace` */
  readonly namespace: string;
};

/** One way in which requests of a call end, with the share of the requests that end so. */
export type Outcome = {
  readonly share: number;
  readonly service: NamedService;
  /** `null` when no workload of the mesh was reached. */
  readonly destination: WorkloadResource | null;
  readonly code: string;
  readonly grpc: string;
  readonly flags: string;
  readonly mtls: boolean;
  readonly reports: { readonly source: boolean; readonly destination: boolean };
  readonly latency: Latency;
  /** The application answered: some of its answers are errors, and it makes calls of its own. */
  readonly answered: boolean;
  /** Copies of the requests, sent to others without waiting for them. */
  readonly mirrors: readonly { readonly ratio: number; readonly outcomes: readonly Outcome[] }[];
};

/** Both ends of a call, before it is known how it ends. */
export type CallEnds = {
  readonly call: SimCall;
  /** The workload whose proxy or application sends: for a call from outside, the gateway. */
  readonly caller: WorkloadResource;
  readonly proxied: boolean;
};

/** Telemetry names TCP connections without codes and gRPC failures by their status: their HTTP code is 200. */
export function answer(
  call: SimCall,
  http: string,
  grpcStatus: string,
): { readonly code: string; readonly grpc: string } {
  if (call.protocol === "tcp") return { code: "", grpc: "" };
  if (call.protocol === "grpc") return { code: "200", grpc: grpcStatus };
  return { code: http, grpc: "" };
}

/** The status that a proxy gives to a gRPC client instead of an HTTP code. Source: envoy `source/common/grpc/status.cc` httpToGrpcStatus. */
export function grpcStatusOf(http: number): string {
  const known: Readonly<Record<number, string>> = {
    400: "13",
    401: "16",
    403: "7",
    404: "12",
    429: "14",
    502: "14",
    503: "14",
    504: "14",
  };
  return known[http] ?? (http === 200 ? "0" : "2");
}

/** A proxy answers by itself within a millisecond or two. */
export const BY_PROXY: Latency = { p50: 0.8, sigma: 0.4, fixed: 0 };

/** Proxies that take part in requests; `mixed` workloads are mostly converted. */
export const isProxied = (workload: WorkloadResource): boolean => workload.proxy !== "none";

/** The Host header that a client sends: the port is left out when it is the scheme's own. */
export const hostHeader = (call: SimCall): string =>
  call.port === 80 ? call.host : `${call.host}:${call.port}`;

/** An answer that the caller's own proxy gives. */
export function byOwnProxy(
  ends: CallEnds,
  status: { readonly code: number; readonly flags: string },
  service: NamedService,
  share = 1,
): Outcome {
  return {
    ...answer(ends.call, String(status.code), grpcStatusOf(status.code)),
    share,
    service,
    destination: null,
    flags: status.flags,
    mtls: false,
    reports: { source: ends.proxied, destination: false },
    latency: BY_PROXY,
    answered: false,
    mirrors: [],
  };
}

/**
 * What Istio's filter says when no cluster was chosen: the Host header stands for the service, its namespace is unknown.
 * Source: istio/proxy `source/extensions/filters/http/istio_stats/istio_stats.cc`, use_host_header_fallback.
 */
export function namedByHostHeader(call: SimCall): NamedService {
  const host = call.protocol === "tcp" ? "unknown" : hostHeader(call);
  return { host, name: host, namespace: "unknown" };
}

/** Names a call in every run alike, so that adding calls does not move the others' random numbers. */
export const callKey = (call: SimCall): string =>
  `${call.through ?? call.from}>${call.host}:${call.port}${call.protocol === "tcp" ? "" : call.path}`;

import "server-only";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { principalOf } from "@/lib/mesh/policy/authorize";
import type { MeshSettings } from "@/lib/mesh/routing/spec/mesh-settings";
import type { EdgeLabels } from "@/lib/mesh/telemetry/traffic";
import type { SimCall } from "../mesh/traffic-schema";
import { type DemandShape, LATENCY_BLOCK, latencyFactor, queueFactor } from "./demand";
import { cumulativeShares, type Latency, meanLatency } from "./latency";
import { type CallEnds, callKey, type NamedService, type Outcome } from "./outcome";
import { keyHash } from "./random";

/** Durations of one kind of request in a block of seconds. */
export type Durations = { readonly shares: Float64Array; readonly meanMs: number };

/** One kind of request, counted: what Istio's metrics keep a series of, at one end or at both. */
export type Row = {
  /** The same in every state of the mesh. */
  readonly key: string;
  readonly source: WorkloadResource;
  readonly destination: WorkloadResource | null;
  readonly service: NamedService;
  readonly protocol: SimCall["protocol"];
  readonly code: string;
  readonly grpc: string;
  readonly flags: string;
  readonly mtls: boolean;
  readonly reports: { readonly source: boolean; readonly destination: boolean };
  /** Bytes of one connection (TCP). */
  readonly bytes: { readonly request: number; readonly response: number };
  /** As the caller's proxy names the edge. */
  readonly asSource: EdgeLabels;
  /** As the callee's proxy does: a caller without a proxy, or of a plain TCP connection, is unknown to it. */
  readonly asDestination: EdgeLabels;
  readonly principals: { readonly source: string; readonly destination: string };
  readonly durations: (block: number) => Durations;
};

/** What Istio's labels say where nothing is known. */
export const UNKNOWN = "unknown";

/** Collects the rows of a plan: the same kind of request has one row, whichever way it came about. */
export function createRows(shape: DemandShape, settings: MeshSettings) {
  const byKey = new Map<string, number>();
  const rows: Row[] = [];
  return {
    /** The number of the row. */
    add(ends: CallEnds, outcome: Outcome): number {
      const key = rowKey(ends, outcome);
      const known = byKey.get(key);
      if (known !== undefined) return known;
      byKey.set(key, rows.length);
      return rows.push(rowOf({ shape, settings }, key, ends, outcome)) - 1;
    },
    all: (): readonly Row[] => rows,
  };
}

const rowKey = ({ call }: CallEnds, o: Outcome): string =>
  [
    callKey(call),
    o.service.host,
    o.destination?.meta.namespace ?? "",
    o.destination?.meta.name ?? "",
    o.code,
    o.grpc,
    o.flags,
    o.mtls,
    o.reports.source,
    o.reports.destination,
    o.latency.fixed,
  ].join("|");

function rowOf(
  { shape, settings }: { readonly shape: DemandShape; readonly settings: MeshSettings },
  key: string,
  { call, caller, proxied }: CallEnds,
  o: Outcome,
): Row {
  const known = proxied && (o.mtls || call.protocol !== "tcp");
  const destination = {
    destinationCluster: "",
    destinationNamespace: o.destination?.meta.namespace ?? UNKNOWN,
    destinationWorkload: o.destination?.meta.name ?? UNKNOWN,
    destinationService: o.service.host,
  };
  const source = {
    sourceCluster: "",
    sourceNamespace: caller.meta.namespace,
    sourceWorkload: caller.meta.name,
  };
  const spiffe = (workload: WorkloadResource) => `spiffe://${principalOf(workload, settings)}`;
  const nobody = { sourceCluster: "", sourceNamespace: UNKNOWN, sourceWorkload: UNKNOWN };
  return {
    key,
    source: caller,
    destination: o.destination,
    service: o.service,
    protocol: call.protocol,
    code: o.code,
    grpc: o.grpc,
    flags: o.flags,
    mtls: o.mtls,
    reports: o.reports,
    bytes: o.answered ? call.bytes : { request: 0, response: 0 },
    asSource: { ...source, ...destination },
    asDestination: { ...(known ? source : nobody), ...destination },
    principals: {
      source: o.mtls ? spiffe(caller) : UNKNOWN,
      destination: o.mtls && o.destination ? spiffe(o.destination) : UNKNOWN,
    },
    durations: durationsOf(
      shape,
      keyHash(shape.seed, `latency/${callKey(call)}/${destination.destinationWorkload}`),
      o.latency,
    ),
  };
}

/** Blocks that are kept: a minute's window and what charts ask for next. */
const KEPT_BLOCKS = 16;

function durationsOf(
  shape: DemandShape,
  hash: number,
  latency: Latency,
): (block: number) => Durations {
  const known = new Map<number, Durations>();
  return (block) => {
    const hit = known.get(block);
    if (hit) return hit;
    const factor = latencyFactor(hash, block) * queueFactor(shape, block * LATENCY_BLOCK);
    const value = {
      shares: cumulativeShares(latency, factor),
      meanMs: meanLatency(latency, factor),
    };
    if (known.size >= KEPT_BLOCKS) known.delete(known.keys().next().value ?? block);
    known.set(block, value);
    return value;
  };
}

export const blockOf = (second: number): number => Math.floor(second / LATENCY_BLOCK);

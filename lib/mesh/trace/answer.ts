import type { ResourceRef } from "../model/resource";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { VersionInForce } from "../routing/spec/versions";

/** What becomes of a request. */
export type TraceOutcome =
  | "forward"
  | "redirect"
  | "direct-response"
  /** The proxy knows the port and has no rule for this request: 404 (`NR`), or a closed connection. */
  | "no-route"
  /** The destination has no cluster (`NC`) or no usable endpoint (`UH`): 503. */
  | "no-endpoints"
  /** An authorization policy, or a token that is not accepted: 403 or 401. */
  | "denied"
  /** The host is not in the registry and goes where its address leads, past all rules. */
  | "passthrough"
  /** As above, where `outboundTrafficPolicy` forbids it: 502, or a closed connection. */
  | "blackhole"
  /** Client and server do not agree on TLS: the connection ends. */
  | "tls-error";

/** An object and the place in its spec that decides; `path` is empty for the object as a whole. */
export type Decided = { readonly object: ResourceRef; readonly path: string };

export type TraceDestination = {
  /** The full name. */
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  /** 0..1 of the requests; the shares of an answer sum to 1 where something is forwarded. */
  readonly share: number;
  /** Usable ones; a name that the proxy resolves by DNS counts as one. `null`: the called address itself is used (headless services, resolution NONE, a passthrough). */
  readonly endpoints: number | null;
};

export type TraceMirror = {
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  /** 0..100 */
  readonly percent: number;
};

export type TraceFault = {
  readonly delay: { readonly ms: number; readonly percent: number } | null;
  readonly abort: {
    readonly status: number | null;
    readonly grpcStatus: string | null;
    readonly percent: number;
  } | null;
};

/** One place that a request passes, in order, with what decides there. */
export type TraceHop = {
  readonly at:
    | "registry"
    | "listener"
    | "virtual-host"
    | "route"
    | "destination"
    | "endpoints"
    /** What holds at the destination before it; by the mesh's defaults or a DestinationRule. */
    | "load-balancer"
    | "locality"
    | "outlier-detection"
    | "connection-pool"
    | "tls"
    | "tunnel"
    | "mtls"
    | "token"
    | "authorization";
  /** The workload whose proxy decides; `null` when none has one. */
  readonly proxy: ResourceRef | null;
  /** What decides: more than one where several do together, the first of them first. Empty: Istio's default. */
  readonly by: readonly Decided[];
  /** Facts of the sentence that explains the hop, by the catalogue entry's own keys. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
};

/** The answer for one request. All that is `null` does not apply. */
export type TraceAnswer = {
  readonly outcome: TraceOutcome;
  readonly destinations: readonly TraceDestination[];
  readonly route: Decided | null;
  readonly destinationRule: ResourceRef | null;
  readonly redirect: { readonly code: number; readonly location: string } | null;
  /** HTTP status that a proxy answers itself. */
  readonly status: number | null;
  /** What goes over the wire. */
  readonly rewrite: { readonly path: string | null; readonly authority: string | null } | null;
  /** 0: none. */
  readonly timeoutMs: number;
  readonly retries: { readonly attempts: number; readonly on: string };
  readonly mirror: readonly TraceMirror[];
  readonly fault: TraceFault | null;
  readonly mtls: {
    readonly mode: "mtls" | "plaintext" | "tls" | "broken";
    readonly by: readonly Decided[];
  } | null;
  readonly authorization: {
    readonly verdict: "allowed" | "denied" | "depends";
    readonly by: readonly Decided[];
  };
  readonly hops: readonly TraceHop[];
  /** Not empty: the answer is what holds as far as is known. */
  readonly uncertain: readonly Uncertainty[];
  readonly version: VersionInForce;
};

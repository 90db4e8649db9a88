import type { MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ClusterReading } from "@/lib/mesh/model/reading";
import type { WorkloadResource } from "@/lib/mesh/model/resource";
import { policiesOn } from "@/lib/mesh/policy/attachment";
import type { AuthorizationRequest } from "@/lib/mesh/policy/authorization-request";
import { type AuthorizationVerdict, authorize, principalOf } from "@/lib/mesh/policy/authorize";
import { arePoliciesRead, asFarAsRead } from "@/lib/mesh/policy/authorize-read";
import { workloadPort } from "@/lib/mesh/policy/mtls";
import { type MtlsInForce, mtlsAtServer } from "@/lib/mesh/policy/peer-authentication";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import { servicesOf, workloadsOf } from "../subject";

/** The mesh, and what of it is read: only there is the absence of a policy a fact. */
export type Read = { readonly index: MeshIndex; readonly reading: readonly ClusterReading[] };

/** The mTLS mode that a workload asks for, and of ports that ask for another. */
export type Posture = {
  readonly workload: WorkloadResource;
  /** Without a proxy nothing is asked for: plaintext alone gets through. */
  readonly hasProxy: boolean;
  /** All that could decide the mode is read. */
  readonly known: boolean;
  readonly modes: readonly (MtlsInForce & { readonly port: number | null })[];
};

/** The posture of each workload. Ports are listed where they differ from the workload's own mode. */
export function posturesOf(
  { index, reading }: Read,
  workloads: readonly WorkloadResource[],
): readonly Posture[] {
  return workloads.map((workload) => {
    const whole = { ...mtlsAtServer(index, workload, null), port: null };
    const ports = workload.containerPorts.map(({ port }) => ({
      ...mtlsAtServer(index, workload, port),
      port,
    }));
    const other = ports.filter((p) => p.mode !== whole.mode || p.path !== whole.path);
    return {
      workload,
      hasProxy: workload.proxy !== "none",
      known: arePoliciesRead(
        reading,
        "PeerAuthentication.security.istio.io",
        workload,
        settingsOf(index, workload.meta.cluster),
      ),
      modes: [whole, ...other],
    };
  });
}

/** Whether one caller may call one workload. */
export type Admission = {
  readonly key: string;
  /** `null`: a caller that is not known. */
  readonly caller: WorkloadResource | null;
  readonly workload: WorkloadResource;
  readonly verdict: AuthorizationVerdict;
  /** The callee as it is called: the service where its workloads agree. */
  readonly name: string;
  /** Some policy selects the workload. */
  readonly isSelected: boolean;
};

type EdgeEnds = {
  readonly edge: MeshEdge;
  readonly source: MeshNode;
  readonly target: MeshNode;
};

/** Verdicts of more pairs than this would be read by nobody. */
const MOST_PAIRS = 12;

/**
 * What the policies on the called workloads say of the callers of an edge. Verdicts that say the same of several pairs are told once.
 *
 * Metrics tell neither method, path nor headers: where a rule asks for them the verdict is uncertain, not guessed. So it is where
 * a policy that is not read may decide.
 */
export function edgeAdmissions({ index, reading }: Read, ends: EdgeEnds): readonly Admission[] {
  const callers = workloadsOf(index, ends.source);
  const found = workloadsOf(index, ends.target).flatMap((workload) =>
    (callers.length > 0 ? callers : [null]).map((caller): Admission => {
      const request = requestOf(index, ends, caller, workload);
      const verdict = asFarAsRead(
        authorize(index, workload, request),
        workload,
        reading,
        settingsOf(index, workload.meta.cluster),
      );
      const isSelected = policiesOn(index, workload).length > 0;
      const key = JSON.stringify([verdict, isSelected]);
      return { key, caller, workload, name: workload.meta.name, verdict, isSelected };
    }),
  );
  const unique = [...new Map(found.map((one) => [one.key, one])).values()].slice(0, MOST_PAIRS);
  return unique.length === 1 ? unique.map((one) => ({ ...one, name: ends.target.name })) : unique;
}

function requestOf(
  index: MeshIndex,
  { edge, target }: EdgeEnds,
  caller: WorkloadResource | null,
  workload: WorkloadResource,
): AuthorizationRequest {
  return {
    source: { principal: principalSeen(index, edge, caller) },
    port: portSeen(index, target, workload),
    protocol: edge.protocol === "tcp" ? "tcp" : "http",
  };
}

/** The identity that the server sees: none over plaintext, and unknown where both were seen. */
function principalSeen(
  index: MeshIndex,
  edge: MeshEdge,
  caller: WorkloadResource | null,
): string | null | undefined {
  const share = edge.figures.mutualTlsShare;
  if (share === 0 || caller?.proxy === "none") return null;
  if (share !== null && share < 1) return undefined;
  return caller === null ? undefined : principalOf(caller, settingsOf(index, caller.meta.cluster));
}

function portSeen(
  index: MeshIndex,
  target: MeshNode,
  workload: WorkloadResource,
): number | undefined {
  const named = servicesOf(index, target);
  const services = named.length > 0 ? named : index.servicesOf(workload);
  const ports = services.flatMap((service) =>
    service.ports.map(({ port }) => workloadPort(service, port, workload)),
  );
  const [port] = new Set(ports);
  return new Set(ports).size === 1 && port !== null ? port : undefined;
}

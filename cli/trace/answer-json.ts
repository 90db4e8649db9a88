import { bareKind, configKindInfo } from "../../lib/mesh/model/kinds";
import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { ResourceRef } from "../../lib/mesh/model/resource";
import type { Decided, TraceAnswer } from "../../lib/mesh/trace/answer";

/** An object as files name it. */
export type ObjectJson = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** The answer as `heddle trace -o json` writes it: what does not apply is left out, or null where the field is always there. */
export function answerJson(index: MeshIndex, answer: TraceAnswer) {
  const object = (ref: ResourceRef) => objectJson(index, ref);
  const decided = (by: Decided) => ({ object: object(by.object), path: by.path });
  const { redirect, status, rewrite, fault, route, destinationRule, mtls } = answer;
  return {
    outcome: answer.outcome,
    destinations: answer.destinations,
    route: route && decided(route),
    destinationRule: destinationRule && { object: object(destinationRule) },
    ...(redirect && { redirect }),
    ...(status !== null && { status }),
    ...(rewrite && { rewrite: present(rewrite) }),
    timeoutMs: answer.timeoutMs,
    retries: answer.retries,
    mirror: answer.mirror,
    ...(fault && { fault: faultJson(fault) }),
    mtls: mtls && { mode: mtls.mode, by: mtls.by.map(decided) },
    authorization: {
      verdict: answer.authorization.verdict,
      by: answer.authorization.by.map(decided),
    },
    istio: { version: `1.${answer.version.minor}`, basis: answer.version.basis },
    hops: answer.hops.map((hop) => ({
      at: hop.at,
      proxy: hop.proxy && object(hop.proxy),
      by: hop.by.map(decided),
      code: hop.code,
      facts: hop.facts,
    })),
    ...(answer.uncertain.length > 0 && {
      uncertain: answer.uncertain.map(({ code, ref, path }) => ({
        code,
        object: object(ref),
        path,
      })),
    }),
  };
}

export type AnswerJson = ReturnType<typeof answerJson>;

function faultJson({ delay, abort }: NonNullable<TraceAnswer["fault"]>) {
  return { ...(delay && { delay }), ...(abort && { abort: present(abort) }) };
}

/** The entries that are not null. */
function present<T extends object>(of: T): Partial<T> {
  // A part of the same object has the same types.
  return Object.fromEntries(Object.entries(of).filter(([, v]) => v !== null)) as Partial<T>;
}

const CORE_VERSIONS: Readonly<Record<string, string>> = {
  EndpointSlice: "discovery.k8s.io/v1",
  Workload: "apps/v1",
};

/** API versions of workloads that are not in `apps`. */
const WORKLOAD_VERSIONS: Readonly<Record<string, string>> = {
  Pod: "v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

/** The object's own API version and kind; for a workload those of its controller. */
export function objectJson(index: MeshIndex, ref: ResourceRef): ObjectJson {
  const { cluster, kind, namespace, name } = ref;
  const found = index.find(kind, cluster, namespace, name);
  if (found?.kind === "Workload") {
    const apiVersion = WORKLOAD_VERSIONS[found.workloadKind] ?? "apps/v1";
    return { apiVersion, kind: found.workloadKind, namespace, name };
  }
  if (kind === "MeshConfig") return { apiVersion: "v1", kind: "ConfigMap", namespace, name };
  const info = configKindInfo(kind);
  const own = found && "apiVersion" in found ? found.apiVersion : null;
  const apiVersion =
    own ?? (info ? `${info.group}/${info.versions[0]}` : (CORE_VERSIONS[kind] ?? "v1"));
  return { apiVersion, kind: bareKind(kind), namespace, name };
}

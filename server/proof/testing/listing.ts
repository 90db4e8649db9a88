import { CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import { refOf } from "@/lib/mesh/model/resource";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { Lab } from "./lab";

const CORE: Readonly<Record<string, string>> = {
  namespaces: "Namespace",
  services: "Service",
  "endpointslices.discovery.k8s.io": "EndpointSlice",
  serviceaccounts: "ServiceAccount",
};
const CONTROLLERS = ["deployments.apps", "statefulsets.apps", "daemonsets.apps"];
const CONTROLLER_KINDS = ["Deployment", "StatefulSet", "DaemonSet"];

const FORMAT =
  "-o=jsonpath={range .items[*]}{.apiVersion}{' '}{.kind}{' '}{.metadata.namespace}/{.metadata.name}{' '}{.metadata.uid}{'\\n'}{end}";

/** `kind namespace/name uid` of everything that `kubectl` lists, for every kind that the cluster serves. */
export async function listedByKubectl(lab: Lab, status: SourceStatus): Promise<readonly string[]> {
  const missing = new Set(
    status.problems.flatMap((p) => (p.code === "kind-missing" ? [p.resource] : [])),
  );
  const config = CONFIG_KINDS.map((k) => `${k.plural}.${k.group}`).filter((r) => !missing.has(r));
  const kinds = [...Object.keys(CORE), ...CONTROLLERS, ...config];
  const text = await lab.kubectl("get", kinds.join(","), "-A", FORMAT);
  return text.split("\n").filter(Boolean).map(lineOf).sort();
}

function lineOf(line: string): string {
  const [apiVersion = "", kind = "", ...rest] = line.split(" ");
  if (CONTROLLER_KINDS.includes(kind)) return ["Workload", ...rest].join(" ");
  const isCore = Object.values(CORE).includes(kind);
  const id = isCore ? kind : `${kind}.${apiVersion.split("/")[0]}`;
  return [id, ...rest].join(" ");
}

/** The same of a snapshot: without Secrets and the mesh configuration, and workloads only where a controller of their name stands for them. */
export const listedBySnapshot = (snapshot: MeshSnapshot): readonly string[] =>
  [...snapshot.resources.values()]
    .filter((r) => r.kind !== "Secret" && r.kind !== "MeshConfig")
    .filter((r) => r.kind !== "Workload" || CONTROLLER_KINDS.includes(r.workloadKind))
    .map((r) => {
      const { kind, namespace, name } = refOf(r);
      return `${kind} ${namespace}/${name} ${r.meta.uid}`;
    })
    .sort();

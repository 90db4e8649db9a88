import { spawnSync } from "node:child_process";
import {
  type AnalysisCase,
  type CaseObject,
  caseObjects,
  isIstios,
} from "../../lib/mesh/analysis/testing/analysis-case";

/** Runs kubectl on the cluster of KUBECONFIG; an answer other than success is an error but where it is expected. */
export function kubectl(args: readonly string[], input = "", mayFail = false): string {
  const { stdout, stderr, status } = spawnSync("kubectl", [...args], {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 30,
  });
  if (status !== 0 && !mayFail) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
  return status === 0 ? stdout : "";
}

const list = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items });

const NEUTRAL: CaseObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "istio-system", name: "istio" },
  data: { mesh: "{}", meshNetworks: "networks: {}" },
};

const APPLY = ["apply", "--server-side", "--force-conflicts", "--validate=false", "-f", "-"];
const FORCE = ["--force", "--grace-period=0", "--ignore-not-found"];

/**
 * A throw-away cluster that holds the world of one case at a time: all of its objects that are not Istio's own, and those of Istio's that
 * have a status, which a file cannot say. Webhooks are taken out once, so that nothing changes the objects on their way.
 */
export function createWorld() {
  kubectl(["delete", "mutatingwebhookconfigurations,validatingwebhookconfigurations", "--all"]);
  kubectl(["delete", "configmap", "-n", "istio-system", "istio-sidecar-injector", ...FORCE]);
  clearNamespaces();
  const definitions = new Set(kubectl(["get", "crd", "-o", "name"]).split("\n").map(bareName));
  const before = definitionVersions();
  let standing: readonly CaseObject[] = [];
  let key = "";
  return {
    /** Makes the world of a case, and gives the objects that are left for a file. */
    show(c: AnalysisCase): readonly CaseObject[] {
      const all = caseObjects(c).filter((o) => o.cluster === undefined);
      const made = all.filter((o) => !isIstios(o) || "status" in o).map(forRealCluster);
      const files = all.filter((o) => isIstios(o) && !("status" in o));
      const wanted = JSON.stringify(made);
      if (wanted === key) return files;
      key = "";
      clear(standing, definitions, before);
      const isNamespace = (o: CaseObject) => o.kind === "Namespace";
      const objects = made.filter((o) => !isNamespace(o) && o.kind !== "EndpointSlice");
      const withMesh = objects.some((o) => o.kind === "ConfigMap" && o.metadata.name === "istio");
      kubectl(APPLY, list(made.filter(isNamespace)));
      for (const o of made.filter(isNamespace)) waitForAccount(o.metadata.name);
      standing = objects;
      kubectl(APPLY, list(withMesh ? objects : [...objects, NEUTRAL]));
      const statuses = objects.filter((o) => "status" in o && o.kind !== "Pod");
      if (statuses.length > 0) kubectl([...APPLY, "--subresource=status"], list(statuses));
      key = wanted;
      return files;
    },
  };
}

/** What an earlier run left. */
function clearNamespaces(): void {
  const own = ["default", "kube-system", "kube-public", "kube-node-lease"];
  const all = kubectl(["get", "namespaces", "-o", "name"]).trim().split("\n").map(bareName);
  for (const namespace of all.filter((n) => !own.includes(n))) {
    const kinds = `deployments.apps,pods,services${namespace === "istio-system" ? "" : ",secrets"}`;
    kubectl(["delete", kinds, "--all", "-n", namespace, ...FORCE]);
  }
}

const bareName = (line: string): string => line.slice(line.indexOf("/") + 1);

const VERSION = "gateway.networking.k8s.io/bundle-version";

function definitionVersions(): ReadonlyMap<string, string> {
  const path = `{range .items[*]}{.metadata.name} {.metadata.annotations.${VERSION.replaceAll(".", "\\.")}}{"\\n"}{end}`;
  const lines = kubectl(["get", "crd", "-o", `jsonpath=${path}`])
    .trim()
    .split("\n");
  return new Map(
    lines.map((line) => {
      const [name = "", version = ""] = line.split(" ");
      return [name, version];
    }),
  );
}

/** Takes away what a case made; definitions that were there before get their version back. */
function clear(
  objects: readonly CaseObject[],
  definitions: ReadonlySet<string>,
  versions: ReadonlyMap<string, string>,
): void {
  const isOld = (o: CaseObject) =>
    o.kind === "CustomResourceDefinition" && definitions.has(o.metadata.name);
  for (const { metadata } of objects.filter(isOld)) {
    const version = versions.get(metadata.name) ?? "";
    kubectl(["annotate", "crd", metadata.name, "--overwrite", `${VERSION}=${version}`]);
  }
  const others = objects.filter((o) => !isOld(o));
  if (others.length > 0) kubectl(["delete", "-f", "-", ...FORCE], list(others));
}

/** Pods are refused until their namespace has its account. */
function waitForAccount(namespace: string): void {
  for (let i = 0; i < 50; i++) {
    if (kubectl(["get", "serviceaccount", "default", "-n", namespace], "", true) !== "") return;
  }
  throw new Error(`namespace ${namespace} has no account`);
}

/** Without what only the oracle takes: addresses that the cluster gives itself, containers without an image. */
function forRealCluster(o: CaseObject): CaseObject {
  const { certificate: _0, spec, status, ...rest } = o;
  const kept = { ...rest, ...(spec === undefined ? {} : { spec: specOf(o.kind, spec) }) };
  return status === undefined || o.kind === "Pod" ? kept : { ...kept, status };
}

function specOf(kind: string, spec: unknown): unknown {
  if (typeof spec !== "object" || spec === null) return spec;
  const {
    clusterIP: _1,
    clusterIPs: _2,
    serviceAccountName: _3,
    ...kept
  } = { ...spec } as Record<string, unknown>; // an object, by the line above
  if (kind !== "Pod") return kept;
  const isShort = JSON.stringify(kept["containers"]) === JSON.stringify([{ name: "app" }]);
  return isShort ? { ...kept, containers: [{ name: "app", image: "app" }] } : kept;
}

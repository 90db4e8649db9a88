import { stringify } from "yaml";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import type { AnalysisInputs } from "@/lib/mesh/analysis/inputs/analysis-inputs";
import { readAnalysisInputs } from "@/lib/mesh/analysis/inputs/read-inputs";
import { createInventory, type RawObject } from "@/lib/mesh/model/inventory";
import { textAt } from "@/lib/mesh/model/raw/value";
import { advance, emptySnapshot, type MeshSnapshot } from "@/lib/mesh/model/snapshot";

const CLUSTER = "synthetic";
/** Two in five nodes of the graph are services. */
const NODES = 2_500;

export type AnalysisMesh = {
  readonly snapshot: MeshSnapshot;
  readonly inputs: AnalysisInputs;
};

/** 1,000 services, 2,000 Istio objects of ten kinds and 2,000 pods, with a mistake here and there. */
export function analysisMesh(): AnalysisMesh {
  const all = analysisObjects();
  const inventory = createInventory(CLUSTER);
  const events = all.flatMap((object) => inventory.put(object));
  return {
    snapshot: advance(emptySnapshot, events),
    inputs: readAnalysisInputs(CLUSTER, all),
  };
}

/** The same as users write it: without pods, in YAML, about 1.1 MB. */
export const analysisFile = (): string =>
  analysisObjects()
    .filter((o) => o["kind"] !== "Pod")
    // As people write it: nothing is an alias of anything.
    .map((o) => stringify(o, { aliasDuplicateObjects: false }))
    .join("---\n");

function analysisObjects(): readonly RawObject[] {
  const { objects } = syntheticMesh({ nodes: NODES });
  const services = objects.filter((o) => o["kind"] === "Service").map(placeOf);
  const pods = objects.filter((o) => o["kind"] === "Pod");
  const namespaces = [...new Set(services.map((s) => s.namespace))];
  return [
    ...objects,
    ...pods.slice(0, 2_000 - pods.length).map(secondPod),
    ...services.slice(0, 500).map(policy),
    ...services.slice(500, 800).map(outside),
    ...namespaces.flatMap((namespace) => [
      istio("Sidecar", namespace, "all", { egress: [{ hosts: ["./*", "istio-system/*"] }] }),
      istio("Telemetry", namespace, "traces", { tracing: [{ randomSamplingPercentage: 1 }] }),
      istio("PeerAuthentication", namespace, "strict", { mtls: { mode: "STRICT" } }),
      gateway(namespace),
    ]),
  ];
}

type Place = { readonly namespace: string; readonly name: string };

function placeOf(object: RawObject): Place {
  // Made by `syntheticMesh`, with both.
  const metadata = object["metadata"] as RawObject;
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
  };
}

const GROUPS: Readonly<Record<string, string>> = {
  Telemetry: "telemetry.istio.io",
  PeerAuthentication: "security.istio.io",
  AuthorizationPolicy: "security.istio.io",
};

const istio = (kind: string, namespace: string, name: string, spec: object): RawObject => ({
  apiVersion: `${GROUPS[kind] ?? "networking.istio.io"}/v1`,
  kind,
  metadata: { namespace, name },
  spec,
});

/** Every tenth selects nobody. */
const policy = ({ namespace, name }: Place, i: number): RawObject =>
  istio("AuthorizationPolicy", namespace, name, {
    selector: { matchLabels: { app: i % 10 === 0 ? `${name}-gone` : name } },
    rules: [{ from: [{ source: { namespaces: [namespace, "istio-*"] } }] }],
  });

const outside = ({ namespace, name }: Place, i: number): RawObject =>
  istio("ServiceEntry", namespace, name, {
    hosts: [i % 20 === 0 ? `*.${name}.example.com` : `${name}.example.com`],
    ports: [{ number: 443, name: "tls", protocol: i % 2 === 0 ? "TLS" : "TCP" }],
    resolution: i % 20 === 0 ? "NONE" : "DNS",
  });

const gateway = (namespace: string): RawObject =>
  istio("Gateway", namespace, "edge", {
    selector: { istio: "ingressgateway" },
    servers: [
      { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [`${namespace}.example.com`] },
    ],
  });

function secondPod(pod: RawObject): RawObject {
  const metadata = pod["metadata"] as RawObject; // Of `syntheticMesh`, as above.
  return { ...pod, metadata: { ...metadata, name: `${textAt(metadata, "name")}2` } };
}

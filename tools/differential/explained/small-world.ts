import type { CaseRequest, DifferentialCase, KubeObject } from "../case";
import { judgeCase } from "../judge";
import type { OracleAnswer } from "../oracle-answer";

/** A pod with a sidecar. */
export const pod = (name: string, ip: string, account: string, ready = true): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    ...{ namespace: "a", name, generateName: name.replace(/\d$/, "") },
    labels: {
      ...{ app: name.split("-")[0] ?? "", "pod-template-hash": "5d4f" },
      "security.istio.io/tlsMode": "istio",
    },
    annotations: { "sidecar.istio.io/status": "{}" },
    ownerReferences: [
      {
        ...{ apiVersion: "apps/v1", kind: "ReplicaSet", uid: "1", controller: true },
        name: name.replace(/-\d$/, ""),
      },
    ],
  },
  spec: {
    serviceAccountName: account,
    containers: [{ name: "app" }],
  },
  status: {
    phase: "Running",
    ...{ podIP: ip, podIPs: [{ ip }] },
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
  },
});

/** The service of `api` and its slice, with the first pod alone. */
export const service = (port: number, clusterIP: string): readonly KubeObject[] => [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "a", name: "api" },
    spec: {
      ...{ clusterIP, clusterIPs: [clusterIP], selector: { app: "api" } },
      ports: [{ name: "http", port, targetPort: 8080, protocol: "TCP" }],
    },
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      ...{ namespace: "a", name: "api-1" },
      labels: { "kubernetes.io/service-name": "api" },
    },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    endpoints: [
      {
        addresses: ["10.2.0.1"],
        conditions: { ready: true },
        targetRef: { kind: "Pod", namespace: "a", name: "api-v1-5d4f-0" },
      },
    ],
  },
];

/** A policy for the pods of `api`. */
export const deny = (name: string, rule: object): KubeObject => ({
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { namespace: "a", name },
  spec: { selector: { matchLabels: { app: "api" } }, action: "DENY", rules: [rule] },
});

export const request: CaseRequest = {
  ...{ from: "a/client-v1", to: "api.a.svc.cluster.local:80", method: "GET", path: "/" },
  headers: {},
};

/** A client and a server, and what a test adds. */
export const world = (...objects: readonly KubeObject[]): readonly KubeObject[] => [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } },
  pod("client-v1-5d4f-0", "10.1.0.1", "client"),
  pod("api-v1-5d4f-0", "10.2.0.1", "api"),
  ...objects,
];

/** What the oracle answers a caller without a proxy. */
export const direct = (server: object, endpoints = 1): OracleAnswer => ({
  outcome: "forward",
  mtls: "plaintext",
  clusters: [
    {
      ...{ name: "direct|80||api.a.svc.cluster.local", host: "api.a.svc.cluster.local" },
      ...{ port: 80, share: 1, endpoints: Array.from({ length: endpoints }, () => ({})) },
    },
  ],
  inbound: Array.from({ length: endpoints }, (_, i) => ({
    ...{ workload: `a/api-v1-5d4f-${i}`, mtls: false, clientTls: "plaintext", allowed: true },
    ...server,
  })),
});

export const denied = (by: string): Partial<OracleAnswer> => ({
  outcome: "denied",
  authzBy: `ns[a]-policy[${by}]-rule[0]`,
});

/** What comes of one answer of the oracle. */
export function verdictOf(
  objects: readonly KubeObject[],
  asked: CaseRequest,
  istiod: OracleAnswer,
) {
  const c: DifferentialCase = { id: "c", objects, requests: [asked] };
  const { agreed, explained, unexplained, unanswered } = judgeCase(c, { answers: [istiod] });
  return { agreed, explained: [...explained.keys()], different: unexplained.length, unanswered };
}

/** No verdict of any kind. */
export const nothing = { agreed: 0, explained: [], different: 0, unanswered: [] };

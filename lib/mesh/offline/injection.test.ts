import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "./offline-mesh";

type Case = {
  readonly name: string;
  /** Labels of the namespace; `null`: the files do not hold it. */
  readonly namespace: string | null;
  readonly labels?: string;
  readonly annotations?: string;
  readonly spec?: string;
  readonly proxy: string;
};

// source: istio/istio `pkg/kube/inject/webhook_test.go`, `manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`
const CASES: readonly Case[] = [
  { name: "no label", namespace: "", proxy: "none" },
  { name: "enabled", namespace: "istio-injection: enabled", proxy: "sidecar" },
  { name: "disabled", namespace: "istio-injection: disabled", proxy: "none" },
  { name: "a revision", namespace: "istio.io/rev: canary", proxy: "sidecar" },
  { name: "a namespace that is in no file", namespace: null, proxy: "sidecar" },
  {
    name: "a pod that is left out",
    namespace: "istio-injection: enabled",
    labels: 'sidecar.istio.io/inject: "false"',
    proxy: "none",
  },
  {
    name: "a pod that is left out by annotation",
    namespace: "istio-injection: enabled",
    annotations: 'sidecar.istio.io/inject: "false"',
    proxy: "none",
  },
  {
    name: "a pod that asks",
    namespace: "",
    labels: 'sidecar.istio.io/inject: "true"',
    proxy: "sidecar",
  },
  {
    name: "a pod that asks where it is disabled",
    namespace: "istio-injection: disabled",
    labels: 'sidecar.istio.io/inject: "true"',
    proxy: "none",
  },
  {
    name: "a pod on the host's network",
    namespace: "istio-injection: enabled",
    spec: "hostNetwork: true",
    proxy: "none",
  },
  {
    name: "a gateway's template",
    namespace: "istio-injection: enabled",
    annotations: "inject.istio.io/templates: gateway",
    proxy: "gateway",
  },
  { name: "ambient", namespace: "istio.io/dataplane-mode: ambient", proxy: "ambient" },
];

const text = ({ namespace, labels = "", annotations = "", spec = "" }: Case) => `
${namespace === null ? "" : `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {${namespace}}}\n---`}
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  template:
    metadata:
      labels: {app: cart, ${labels}}
      annotations: {${annotations}}
    spec:
      containers: [{name: app, image: app}]
      ${spec}
`;

describe("a Deployment of a file", () => {
  it.each(CASES)("$name: its pods are $proxy", (one) => {
    const { index, problems } = readOfflineMesh([{ name: "f.yaml", text: text(one) }]);
    expect(problems).toEqual([]);
    const cart = index.find("Workload", OFFLINE_CLUSTER, "shop", "cart");
    expect(cart?.proxy).toBe(one.proxy);
  });
});

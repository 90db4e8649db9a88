import type { Raw } from "../../../model/raw/value";

type Extra = {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: Raw;
  readonly spec?: Raw;
  readonly managedFields?: readonly Raw[];
};

const spec = {
  hosts: ["a"],
  http: [{ route: [{ destination: { host: "a" }, weight: 100 }] }],
};

export const object = (extra: Extra = {}): Raw => ({
  apiVersion: extra.apiVersion ?? "networking.istio.io/v1",
  kind: extra.kind ?? "VirtualService",
  metadata: {
    name: "reviews",
    namespace: "shop",
    ...extra.metadata,
    managedFields: extra.managedFields ?? [],
  },
  spec: extra.spec ?? spec,
});

const entry = (
  manager: string,
  operation: "Apply" | "Update",
  fieldsV1: Raw,
  subresource?: string,
): Raw => ({
  manager,
  operation,
  apiVersion: "networking.istio.io/v1",
  fieldsType: "FieldsV1",
  fieldsV1,
  time: "2026-03-02T16:00:00Z",
  ...(subresource && { subresource }),
});

const hosts = { "f:hosts": {} };
const http = { "f:http": {} };
const lastApplied = { ".": {}, "f:kubectl.kubernetes.io/last-applied-configuration": {} };

/**
 * `managedFields` as Kubernetes 1.35 wrote them for these commands, on a VirtualService with `hosts` and `http`.
 */
export const RECORDED = {
  /** kubectl apply */
  clientApply: [
    entry("kubectl-client-side-apply", "Update", {
      "f:metadata": { "f:annotations": lastApplied },
      "f:spec": { ".": {}, ...hosts, ...http },
    }),
  ],
  /** kubectl apply --server-side */
  serverApply: [entry("kubectl", "Apply", { "f:spec": { ...hosts, ...http } })],
  /** kubectl create, then kubectl edit of a weight */
  edited: [
    entry("kubectl-create", "Update", { "f:spec": { ".": {}, ...hosts } }),
    entry("kubectl-edit", "Update", { "f:spec": http }),
  ],
  /** kubectl create, then kubectl patch that adds exportTo */
  patched: [
    entry("kubectl-create", "Update", { "f:spec": { ".": {}, ...hosts, ...http } }),
    entry("kubectl-patch", "Update", { "f:spec": { "f:exportTo": {} } }),
  ],
  /** kubectl create, then kubectl replace with another weight */
  replaced: [
    entry("kubectl-create", "Update", { "f:spec": { ".": {}, ...hosts } }),
    entry("kubectl-replace", "Update", { "f:spec": http }),
  ],
  /** kubectl apply --server-side --field-manager=argocd-controller */
  argoApply: [entry("argocd-controller", "Apply", { "f:spec": { ...hosts, ...http } })],
  /** kubectl apply --server-side --field-manager=kustomize-controller */
  fluxApply: [entry("kustomize-controller", "Apply", { "f:spec": { ...hosts, ...http } })],
  /** kubectl apply --server-side --field-manager=helm */
  helmApply: [entry("helm", "Apply", { "f:spec": { ...hosts, ...http } })],
  /** kubectl apply, then kubectl patch --field-manager=rollouts-controller of the weights */
  rollouts: [
    entry("kubectl-client-side-apply", "Update", {
      "f:metadata": { "f:annotations": lastApplied },
      "f:spec": { ".": {}, ...hosts },
    }),
    entry("rollouts-controller", "Update", { "f:spec": http }),
  ],
  /** Apply, then a merge patch as heddle that adds gateways and a label */
  heddleBoth: [
    entry("heddle", "Apply", { "f:spec": { ...hosts, ...http } }),
    entry("heddle", "Update", {
      "f:metadata": { "f:labels": { "f:mine": {} } },
      "f:spec": { "f:gateways": {} },
    }),
  ],
  /** kubectl apply of a Gateway API Gateway; a running istiod has written its status, and an annotation with it */
  gateway: [
    entry(
      "istio.io/gateway-controller",
      "Apply",
      { "f:metadata": { "f:annotations": { "f:gateway.istio.io/controller-version": {} } } },
      "status",
    ),
    entry("kubectl-client-side-apply", "Update", {
      "f:metadata": { "f:annotations": lastApplied },
      "f:spec": {
        ".": {},
        "f:gatewayClassName": {},
        "f:listeners": {
          ".": {},
          'k:{"name":"http"}': {
            ".": {},
            "f:allowedRoutes": { ".": {}, "f:namespaces": { ".": {}, "f:from": {} } },
            "f:name": {},
            "f:port": {},
            "f:protocol": {},
          },
          'k:{"name":"two"}': { ".": {}, "f:name": {}, "f:port": {}, "f:protocol": {} },
        },
      },
    }),
    entry("pilot-discovery", "Update", { "f:status": { "f:conditions": {} } }, "status"),
  ],
} as const;

export const gatewaySpec = {
  gatewayClassName: "istio",
  listeners: [
    {
      name: "http",
      port: 80,
      protocol: "HTTP",
      allowedRoutes: { namespaces: { from: "Same" } },
    },
    { name: "two", port: 81, protocol: "HTTP" },
  ],
};

export { entry as managedBy };

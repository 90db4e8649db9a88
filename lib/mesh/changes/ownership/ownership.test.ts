import { describe, expect, it } from "vitest";
import type { JsonPath } from "../../manifest/json";
import type { Raw } from "../../model/raw/value";
import type { OwnerSignal } from "./owner";
import { type Ownership, type OwnershipContext, ownershipOf } from "./ownership";
import { gatewaySpec, managedBy, object, RECORDED } from "./testing/objects";

const http: JsonPath = ["spec", "http", 0, "route", 0, "weight"];

const context = (extra: Partial<OwnershipContext> = {}): OwnershipContext => ({
  touched: [http],
  canaries: [],
  rollouts: [],
  argoLabel: null,
  ...extra,
});

function signalText(signal: OwnerSignal): string {
  switch (signal.type) {
    case "owner-reference":
      return `owner ${signal.kind}/${signal.name}`;
    case "manager":
      return `${signal.manager} ${signal.operation}`;
    case "named-by":
      return `named by ${signal.kind} ${signal.namespace}/${signal.name}`;
    default:
      return `${signal.type} ${signal.key}`;
  }
}

const ownersText = (o: Ownership): string =>
  o.owners
    .map((owner) => {
      const name = owner.name === null ? "" : ` ${owner.name}`;
      return `${owner.tool}${name} (${owner.signals.map(signalText).join("; ")})`;
    })
    .join(" · ");

/** `manual; kubectl (kubectl Apply); take kubectl` */
const text = (o: Ownership): string =>
  [o.class, ownersText(o), o.takeFrom.length > 0 ? `take ${o.takeFrom.join(", ")}` : ""]
    .filter(Boolean)
    .join("; ");

const owned = (raw: Raw, extra: Partial<OwnershipContext> = {}) =>
  text(ownershipOf(raw, context(extra)));

const marked = (metadata: Raw, managedFields: readonly Raw[] = []) =>
  object({ metadata, managedFields });

describe("managers, as a real API server noted them", () => {
  it.each([
    ["nobody", object(), "none"],
    [
      "kubectl apply",
      object({ managedFields: RECORDED.clientApply }),
      "manual; kubectl (kubectl-client-side-apply Update); take kubectl-client-side-apply",
    ],
    [
      "kubectl apply --server-side",
      object({ managedFields: RECORDED.serverApply }),
      "manual; kubectl (kubectl Apply); take kubectl",
    ],
    [
      "kubectl edit: the editor owns what was edited",
      object({ managedFields: RECORDED.edited }),
      "manual; kubectl (kubectl-create Update; kubectl-edit Update); take kubectl-edit",
    ],
    [
      "kubectl patch of another field: who created owns the routes",
      object({ managedFields: RECORDED.patched }),
      "manual; kubectl (kubectl-create Update; kubectl-patch Update); take kubectl-create",
    ],
    [
      "kubectl replace",
      object({ managedFields: RECORDED.replaced }),
      "manual; kubectl (kubectl-create Update; kubectl-replace Update); take kubectl-replace",
    ],
    [
      "Argo CD by server-side apply",
      object({ managedFields: RECORDED.argoApply }),
      "automated; argo-cd (argocd-controller Apply)",
    ],
    [
      "Flux",
      object({ managedFields: RECORDED.fluxApply }),
      "automated; flux-kustomize (kustomize-controller Apply)",
    ],
    ["Helm 4", object({ managedFields: RECORDED.helmApply }), "automated; helm (helm Apply)"],
    [
      "Argo Rollouts has written weights",
      object({ managedFields: RECORDED.rollouts }),
      "automated; argo-rollouts (rollouts-controller Update) · kubectl (kubectl-client-side-apply Update)",
    ],
    [
      "Heddle by both ways of writing",
      object({ managedFields: RECORDED.heddleBoth }),
      "heddle; heddle (heddle Apply; heddle Update)",
    ],
    [
      "a tool that is not known",
      object({ managedFields: [managedBy("kiali", "Update", { "f:spec": { "f:http": {} } })] }),
      "manual; unknown kiali (kiali Update); take kiali",
    ],
  ])("%s", (_, raw, expected) => {
    expect(owned(raw)).toBe(expected);
  });

  it("does not take who writes the status for an owner", () => {
    const gateway = object({ kind: "Gateway", spec: gatewaySpec, managedFields: RECORDED.gateway });
    const listener: JsonPath = ["spec", "listeners", 0, "port"];
    expect(owned(gateway, { touched: [listener] })).toBe(
      "manual; kubectl (kubectl-client-side-apply Update); take kubectl-client-side-apply",
    );
  });

  it("asks for nobody when the change touches what nobody owns", () => {
    const raw = object({ managedFields: RECORDED.clientApply });
    expect(owned(raw, { touched: [["spec", "exportTo"]] })).toBe(
      "none; kubectl (kubectl-client-side-apply Update)",
    );
  });

  it("meets every manager when the whole object is removed", () => {
    const raw = object({ managedFields: RECORDED.edited });
    expect(ownershipOf(raw, context({ touched: [[]] })).takeFrom).toEqual([
      "kubectl-create",
      "kubectl-edit",
    ]);
  });
});

// sources: see `marks.ts` and `known-managers.ts`.
describe("marks", () => {
  it.each([
    [
      "Argo CD's tracking annotation",
      marked({
        annotations: {
          "argocd.argoproj.io/tracking-id": "shop:networking.istio.io/VirtualService:shop/reviews",
        },
      }),
      "automated; argo-cd shop (annotation argocd.argoproj.io/tracking-id)",
    ],
    [
      "Flux Kustomization",
      marked({
        labels: {
          "kustomize.toolkit.fluxcd.io/name": "apps",
          "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        },
      }),
      "automated; flux-kustomize apps (label kustomize.toolkit.fluxcd.io/name)",
    ],
    [
      "Flux that is told to leave the object alone",
      marked(
        {
          labels: { "kustomize.toolkit.fluxcd.io/name": "apps" },
          annotations: { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" },
        },
        RECORDED.fluxApply,
      ),
      "manual; flux-kustomize apps (label kustomize.toolkit.fluxcd.io/name; kustomize-controller Apply); take kustomize-controller",
    ],
    [
      "Flux HelmRelease",
      marked({ labels: { "helm.toolkit.fluxcd.io/name": "mesh" } }),
      "automated; flux-helm mesh (label helm.toolkit.fluxcd.io/name)",
    ],
    [
      "Helm release",
      marked({
        labels: { "app.kubernetes.io/managed-by": "Helm" },
        annotations: { "meta.helm.sh/release-name": "mesh" },
      }),
      "automated; helm mesh (label app.kubernetes.io/managed-by; annotation meta.helm.sh/release-name)",
    ],
    [
      "managed by something else than Helm",
      marked({ labels: { "app.kubernetes.io/managed-by": "me" } }),
      "none",
    ],
    [
      "an instance label alone",
      marked({ labels: { "app.kubernetes.io/instance": "shop" } }),
      "none",
    ],
    [
      "made by istiod for a Gateway",
      marked({
        labels: { "gateway.istio.io/managed": "istio.io-gateway-controller" },
        ownerReferences: [
          {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "Gateway",
            name: "edge",
            controller: true,
          },
        ],
      }),
      "automated; istio edge (owner Gateway/edge; label gateway.istio.io/managed)",
    ],
    [
      "Flagger",
      marked({
        ownerReferences: [
          { apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "reviews", controller: true },
        ],
      }),
      "automated; flagger reviews (owner Canary/reviews)",
    ],
    [
      "a controller that is not known",
      marked({
        ownerReferences: [{ apiVersion: "x.io/v1", kind: "Shop", name: "big", controller: true }],
      }),
      "automated; controller Shop/big (owner Shop/big)",
    ],
    [
      "an owner that does not control",
      marked({ ownerReferences: [{ apiVersion: "x.io/v1", kind: "Shop", name: "big" }] }),
      "none",
    ],
  ])("%s", (_, raw, expected) => {
    expect(owned(raw)).toBe(expected);
  });

  it("counts the instance label where Argo CD tracks by it", () => {
    const raw = marked({ labels: { "app.kubernetes.io/instance": "shop" } });
    expect(owned(raw, { argoLabel: "app.kubernetes.io/instance" })).toBe(
      "automated; argo-cd shop (label app.kubernetes.io/instance)",
    );
  });
});

const rollout = (trafficRouting: Raw): Raw => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  metadata: { name: "reviews-rollout", namespace: "shop" },
  spec: { strategy: { canary: { trafficRouting } } },
});

const canary = (spec: Raw): Raw => ({
  apiVersion: "flagger.app/v1beta1",
  kind: "Canary",
  metadata: { name: "reviews-canary", namespace: "shop" },
  spec,
});

const route = (name: string) => ({ name, route: [{ destination: { host: "a" }, weight: 100 }] });
const twoRoutes = object({ spec: { hosts: ["a"], http: [route("primary"), route("other")] } });

describe("objects that a Canary or a Rollout names before it has written to them", () => {
  it.each([
    ["VirtualService", "reviews", "automated"],
    ["HTTPRoute", "reviews", "automated"],
    ["DestinationRule", "reviews-canary", "automated"],
    ["DestinationRule", "reviews-primary", "automated"],
    ["DestinationRule", "reviews", "none"],
    ["VirtualService", "ratings", "none"],
  ])("Flagger: %s %s", (kind, name, expected) => {
    const raw = object({ kind, metadata: { name } });
    const canaries = [canary({ targetRef: { kind: "Deployment", name: "reviews" } })];
    expect(ownershipOf(raw, context({ canaries })).class).toBe(expected);
  });

  it("Flagger: the service's own name comes before the target's", () => {
    const canaries = [canary({ targetRef: { name: "reviews-v1" }, service: { name: "reviews" } })];
    expect(owned(object(), { canaries })).toBe(
      "automated; flagger reviews-canary (named by Canary shop/reviews-canary)",
    );
  });

  it.each<[string, Raw, JsonPath, string]>([
    ["a listed route", { routes: ["primary"] }, ["spec", "http", 0, "route"], "automated"],
    ["all routes at once", { routes: ["primary"] }, ["spec", "http"], "automated"],
    ["another route", { routes: ["primary"] }, ["spec", "http", 1, "route"], "none"],
    [
      "another part of the listed route",
      { routes: ["primary"] },
      ["spec", "http", 0, "timeout"],
      "none",
    ],
    ["no list", {}, ["spec", "http", 0, "route"], "automated"],
  ])("Argo Rollouts: %s", (_, listed, touched, expected) => {
    const rollouts = [rollout({ istio: { virtualService: { name: "reviews", ...listed } } })];
    expect(ownershipOf(twoRoutes, context({ rollouts, touched: [touched] })).class).toBe(expected);
  });

  it.each<[string, Raw, string]>([
    ["one of several", { virtualServices: [{ name: "x" }, { name: "reviews" }] }, "automated"],
    ["of another namespace by name", { virtualService: { name: "reviews.shop" } }, "automated"],
    ["of another namespace", { virtualService: { name: "reviews.other" } }, "none"],
  ])("Argo Rollouts: a VirtualService, %s", (_, istio, expected) => {
    expect(ownershipOf(object(), context({ rollouts: [rollout({ istio })] })).class).toBe(expected);
  });

  it("Argo Rollouts: a DestinationRule's subsets, and an HTTPRoute's rules", () => {
    const rollouts = [
      rollout({
        istio: { destinationRule: { name: "reviews" } },
        plugins: { "argoproj-labs/gatewayAPI": { httpRoute: "reviews", namespace: "shop" } },
      }),
    ];
    const of = (kind: string, touched: JsonPath) =>
      ownershipOf(object({ kind }), context({ rollouts, touched: [touched] })).class;
    expect(of("DestinationRule", ["spec", "subsets", 0])).toBe("automated");
    expect(of("DestinationRule", ["spec", "trafficPolicy"])).toBe("none");
    expect(of("HTTPRoute", ["spec", "rules", 0])).toBe("automated");
  });
});

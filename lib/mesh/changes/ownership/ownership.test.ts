import { describe, expect, it } from "vitest";
import type { JsonPath } from "../../manifest/json";
import type { Raw } from "../../model/raw/value";
import { isTakeable } from "./known-managers";
import { ownershipOf } from "./ownership";
import { gatewaySpec, managedBy, object, RECORDED } from "./testing/objects";
import { context, owned } from "./testing/texts";

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

  it.each(Object.entries(RECORDED))(
    "asks only for managers whose fields a write may take: %s",
    (_, managedFields) => {
      const annotations = { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" };
      for (const metadata of [{}, { annotations }]) {
        const raw = object({ metadata, managedFields });
        const { class: owner, fields, takeFrom } = ownershipOf(raw, context({ touched: [[]] }));
        const refused = fields.filter(({ manager }) => !isTakeable(manager, takeFrom));
        expect(refused.length === 0).toBe(owner !== "automated");
        expect(takeFrom.every((manager) => isTakeable(manager, takeFrom))).toBe(true);
      }
    },
  );

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
      "automated; flux-kustomize apps paused (label kustomize.toolkit.fluxcd.io/name; kustomize-controller Apply)",
    ],
    [
      "Flux that is told to leave alone what a person has written",
      marked(
        {
          labels: { "kustomize.toolkit.fluxcd.io/name": "apps" },
          annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Ignore" },
        },
        RECORDED.clientApply,
      ),
      "manual; flux-kustomize apps paused (label kustomize.toolkit.fluxcd.io/name) · kubectl (kubectl-client-side-apply Update); take kubectl-client-side-apply",
    ],
    [
      "Flux that is told to leave alone what nobody has written",
      marked({
        labels: { "kustomize.toolkit.fluxcd.io/name": "apps" },
        annotations: { "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent" },
      }),
      "none; flux-kustomize apps paused (label kustomize.toolkit.fluxcd.io/name)",
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

import { afterEach, describe, expect, it } from "vitest";
import { answer, statusBody } from "./testing/api-request";
import { type Bench, createBench } from "./testing/harness";

const signal = new AbortController().signal;

let bench: Bench;
afterEach(() => bench.close());

const ARGO = "argoproj.io/v1alpha1";
const FLAGGER = "flagger.app/v1beta1";

const object = (apiVersion: string, kind: string, name: string, namespace = "shop") => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec: {},
});

/** A cluster where both tools are installed. */
async function installed() {
  bench = await createBench();
  const { served } = bench.api.state;
  served.set(ARGO, [
    { plural: "rollouts", kind: "Rollout", namespaced: true },
    { plural: "applications", kind: "Application", namespaced: true },
  ]);
  served.set(FLAGGER, [{ plural: "canaries", kind: "Canary", namespaced: true }]);
  served.set("v1", [
    ...(served.get("v1") ?? []),
    { plural: "configmaps", kind: "ConfigMap", namespaced: true },
  ]);
  bench.put(object(ARGO, "Rollout", "web"));
  bench.put(object(ARGO, "Rollout", "web", "other"));
  bench.put(object(FLAGGER, "Canary", "cart"));
}

const settings = (data: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "argocd-cm", namespace: "argocd" },
  data,
});

/** Takes rights away: `null` is the right to the whole cluster. */
const forbid = (resource: string, namespaces: readonly (string | null)[]) =>
  bench.api.fault((request, response) =>
    request.resource === resource && namespaces.includes(request.namespace)
      ? answer(response, 403, statusBody(403, "Forbidden", "no"))
      : false,
  );

async function found() {
  const answered = await bench.cluster.delivery("shop", signal);
  if (!answered.ok) throw new Error(answered.error.code);
  const { canaries, rollouts, ...rest } = answered.value;
  const names = [...canaries, ...rollouts].map((o) => {
    const { namespace, name } = o["metadata"] as Record<string, string>; // an API object
    return `${String(o["kind"])} ${namespace}/${name}`;
  });
  return { names, ...rest };
}

describe("objects of delivery tools", () => {
  it("are none where no tool is installed", async () => {
    bench = await createBench();
    expect(await found()).toEqual({ names: [], argoLabel: null, hidden: [] });
  });

  it("come from all namespaces, with their kind", async () => {
    await installed();
    const names = ["Canary shop/cart", "Rollout other/web", "Rollout shop/web"];
    expect(await found()).toEqual({ names, argoLabel: null, hidden: [] });
  });

  it("come from one namespace where the cluster may not be read", async () => {
    await installed();
    forbid("rollouts.argoproj.io", [null]);
    expect(await found()).toMatchObject({
      names: ["Canary shop/cart", "Rollout shop/web"],
      hidden: [{ resource: "rollouts.argoproj.io", unread: "outside", namespace: "shop" }],
    });
  });

  it("are said to be hidden where they may not be read at all", async () => {
    await installed();
    forbid("rollouts.argoproj.io", [null, "shop"]);
    expect(await found()).toMatchObject({
      names: ["Canary shop/cart"],
      hidden: [{ resource: "rollouts.argoproj.io", unread: "everywhere" }],
    });
  });

  it("are an error when the server has trouble", async () => {
    await installed();
    bench.api.fault((request, response) =>
      request.resource === "canaries.flagger.app"
        ? answer(response, 500, statusBody(500, "InternalError", "trouble"))
        : false,
    );
    const answered = await bench.cluster.delivery("shop", signal);
    expect(answered).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });
});

describe("the label by which Argo CD tracks", () => {
  it.each([
    ["by itself: an annotation", {}, null],
    ["annotation", { "application.resourceTrackingMethod": "annotation" }, null],
    ["label", { "application.resourceTrackingMethod": "label" }, "app.kubernetes.io/instance"],
    [
      "a label of its own",
      {
        "application.resourceTrackingMethod": "annotation+label",
        "application.instanceLabelKey": "argo/app",
      },
      "argo/app",
    ],
  ])("%s", async (_, data, expected) => {
    await installed();
    bench.put(settings(data));
    expect((await found()).argoLabel).toBe(expected);
  });

  it("is said to be hidden where the settings may not be read", async () => {
    await installed();
    bench.put(settings({ "application.resourceTrackingMethod": "label" }));
    forbid("configmaps", ["argocd"]);
    expect(await found()).toMatchObject({
      argoLabel: null,
      hidden: [{ resource: "configmaps argocd-cm", unread: "in", namespace: "argocd" }],
    });
  });

  it("is an error when the server has trouble", async () => {
    await installed();
    bench.api.fault((request, response) =>
      request.resource === "configmaps"
        ? answer(response, 500, statusBody(500, "InternalError", "trouble"))
        : false,
    );
    const answered = await bench.cluster.delivery("shop", signal);
    expect(answered).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });
});

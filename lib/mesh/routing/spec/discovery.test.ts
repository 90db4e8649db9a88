import { describe, expect, it } from "vitest";
import { overlayIndex } from "../../model/overlay-index";
import { refKey, refOf } from "../../model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { namespaces, ONLY_SHOP, shopRuledFrom } from "../../offline/testing/seen-namespaces";
import { authorize } from "../../policy/authorize";
import { configuredShares } from "../shares";
import { discovered, undecided } from "./discovery";
import { settingsOf } from "./settings-of";
import { undecidedIn } from "./undecided";

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
it.each([
  ["{}", ["istio-system", "lab", "shop"]],
  ["discoverySelectors: []", ["istio-system", "lab", "shop"]],
  ['discoverySelectors: [{ matchLabels: { mesh: "true" } }]', ["shop"]],
  [
    'discoverySelectors: [{ matchLabels: { mesh: "true" } }, { matchLabels: { kubernetes.io/metadata.name: lab } }]',
    ["lab", "shop"],
  ],
  [
    'discoverySelectors: [{ matchExpressions: [{ key: mesh, operator: NotIn, values: ["true"] }] }]',
    ["istio-system", "lab"],
  ],
  ["discoverySelectors: [{ matchLabels: { mesh: never } }]", []],
])("%s lets the control plane see %j", (mesh, expected) => {
  const { index } = readOfflineMesh([{ name: "mesh", text: namespaces }], {
    meshConfig: { name: "config", text: mesh },
  });
  const seen = discovered(index, settingsOf(index, OFFLINE_CLUSTER));
  const namespacesOf = (kind: "Service" | "VirtualService.networking.istio.io") =>
    seen
      .all(kind)
      .map((o) => o.meta.namespace)
      .toSorted();
  expect(namespacesOf("Service")).toEqual(expected);
  expect(namespacesOf("VirtualService.networking.istio.io")).toEqual(expected);
  expect(seen.all("MeshConfig")).toHaveLength(1);
});

const NAME = "kubernetes.io/metadata.name";
it.each([
  ["[]", []],
  ["[{}]", []],
  ["[{ matchLabels: { mesh: never } }]", ["far"]],
  [`[{ matchLabels: { ${NAME}: far } }]`, []],
  [`[{ matchLabels: { ${NAME}: shop, mesh: "true" } }]`, []],
  [`[{ matchLabels: { ${NAME}: far, mesh: "true" } }]`, ["far"]],
  [`[{ matchLabels: { mesh: "true" } }, { matchLabels: { ${NAME}: far } }]`, []],
  ["[{ matchExpressions: [{ key: mesh, operator: DoesNotExist }] }]", ["far"]],
])("of selectors %s, not known of namespaces without an object is %j", (selectors, expected) => {
  const { index } = readOfflineMesh([{ name: "mesh", text: namespaces }], {
    meshConfig: { name: "config", text: `discoverySelectors: ${selectors}` },
  });
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  expect(undecided(index, settings, OFFLINE_CLUSTER, ["shop", "far", "lab", "far"])).toEqual(
    expected,
  );
});

describe("what reads the mesh as the control plane does", () => {
  it.each([
    ["lab", "{}", ["0.9", "0.1"]],
    ["lab", ONLY_SHOP, []],
    ["shop", ONLY_SHOP, ["0.9", "0.1"]],
  ])("shares that a rule in %s sets under %s are %j", (home, mesh, expected) => {
    const { index, caller, service } = shopRuledFrom(home, mesh);
    const shares = configuredShares(index, caller, service, 80);
    expect(shares.map(({ share }) => String(share))).toEqual(expected);
  });

  it("makes nothing of a draft in a namespace that it does not see", () => {
    const { index, caller, service, settings } = shopRuledFrom("shop", ONLY_SHOP);
    const own = index.find(
      "VirtualService.networking.istio.io",
      OFFLINE_CLUSTER,
      "shop",
      "reviews",
    );
    if (!own) throw new Error("no rule");
    const moved = (namespace: string) => ({ ...own, meta: { ...own.meta, namespace } });
    const overlay = (namespace: string) =>
      overlayIndex(
        index,
        new Map([
          [refKey(refOf(own)), null],
          [refKey(refOf(moved(namespace))), moved(namespace)],
        ]),
      );
    const shares = (namespace: string) =>
      configuredShares(overlay(namespace), caller, service, 80, settings).length;
    expect([shares("lab"), shares("shop")]).toEqual([0, 2]);
  });

  it.each([
    ["{}", "deny"],
    [ONLY_SHOP, "allow"],
  ])("under %s a policy of the root namespace lets requests: %s", (mesh, expected) => {
    const { index, server } = shopRuledFrom("shop", mesh);
    const request = { source: { principal: null }, port: 80, protocol: "http" } as const;
    expect(authorize(index, server, request).verdict).toBe(expected);
  });
});

it("names the namespaces of a cluster that are taken because nobody read their labels, and none of another", () => {
  const unlabelled = namespaces
    .split("---")
    .filter((text) => !text.includes("kind: Namespace"))
    .join("---");
  const seenBy = (text: string) =>
    readOfflineMesh([{ name: "mesh", text }], { meshConfig: { name: "config", text: ONLY_SHOP } });
  const { index } = seenBy(unlabelled);
  expect(undecidedIn(index, null)).toEqual(["istio-system", "lab", "shop"]);
  expect(undecidedIn(index, [OFFLINE_CLUSTER])).toEqual(undecidedIn(index, null));
  expect(undecidedIn(index, ["other"])).toEqual([]);
  expect(undecidedIn(seenBy(namespaces).index, null)).toEqual([]);
});

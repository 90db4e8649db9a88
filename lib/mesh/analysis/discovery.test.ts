import { describe, expect, it } from "vitest";
import { bareKind } from "../model/kinds";
import { overlayIndex } from "../model/overlay-index";
import { refKey, refOf } from "../model/resource";
import { OFFLINE_CLUSTER } from "../offline/offline-mesh";
import { ONLY_SHOP, shopRuledFrom } from "../offline/testing/seen-namespaces";
import { analyse, analyseAfter } from "./analyse";
import type { Finding } from "./finding";

const hidden = (mesh: string, more: string = "") => {
  const { index, settings } = shopRuledFrom("lab", mesh, more);
  return { index, settings, findings: analyse(index, undefined, settings) };
};
const named = (findings: readonly Finding[]) =>
  findings.map(({ code, ref }) => `${code} ${bareKind(ref.kind)} ${ref.namespace}/${ref.name}`);

const suppressing = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: quiet, namespace: lab, annotations: { galley.istio.io/analyze-suppress: HED130 } }
spec: { egress: [{ hosts: ["./*"] }] }
`;
const unlisted = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: far, namespace: unlisted }
spec: { egress: [{ hosts: ["./nobody.example.com"] }] }
`;

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
describe("objects that the control plane does not see", () => {
  it("are said to do nothing, and nothing else is said of them", () => {
    const all = named(hidden("{}").findings);
    expect(all.some((name) => name.includes(" lab/"))).toBe(true);
    expect(all.some((name) => name.startsWith("HED130"))).toBe(false);
    const seen = named(hidden(ONLY_SHOP, suppressing).findings);
    expect(seen.filter((name) => !/ Namespace | shop\//.test(name)).toSorted()).toEqual([
      "HED130 AuthorizationPolicy istio-system/nothing",
      "HED130 VirtualService istio-system/web",
      "HED130 VirtualService lab/reviews",
      "HED130 VirtualService lab/web",
    ]);
  });

  it("are judged as if they were seen where nothing says the labels of their namespace", () => {
    const ofIt = (mesh: string) =>
      hidden(mesh, unlisted).findings.filter(({ ref }) => ref.namespace === "unlisted");
    const judged = ofIt("{}");
    expect(judged.map(({ code }) => code)).toEqual(["KIA1004"]);
    expect(ofIt(ONLY_SHOP)).toEqual(judged);
    const byName = (name: string) =>
      ofIt(`discoverySelectors: [{ matchLabels: { kubernetes.io/metadata.name: ${name} } }]`);
    expect(byName("unlisted")).toEqual(judged);
    expect(byName("shop").map(({ code }) => code)).toEqual(["HED130"]);
  });

  it("are found in a draft too", () => {
    const { index, settings } = hidden(ONLY_SHOP);
    const [web] = index.inNamespace("VirtualService.networking.istio.io", OFFLINE_CLUSTER, "lab");
    if (web === undefined) throw new Error("no such mesh");
    const added = { ...web, meta: { ...web.meta, name: "added" } };
    const overlay = new Map([[refKey(refOf(added)), added]]);
    const after = overlayIndex(index, overlay);
    const { findings } = analyseAfter(index, after, new Set(overlay.keys()), settings);
    expect(named(findings)).toEqual(["HED130 VirtualService lab/added"]);
  });
});

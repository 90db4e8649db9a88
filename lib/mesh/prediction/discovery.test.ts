import { expect, it } from "vitest";
import { ONLY_SHOP, shopRuledFrom } from "../offline/testing/seen-namespaces";
import { forecastFor } from "./forecast";

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
it.each([
  ["{}", 0.9],
  [ONLY_SHOP, null],
])("under %s a forecast follows the rule for %s", (mesh, expected) => {
  const { index, caller, service, settings } = shopRuledFrom("lab", mesh);
  const { ends } = forecastFor(index, caller, service, settings);
  const [first] = [...ends.values()].map(({ share }) => share);
  expect(first?.min === first?.max ? first?.min : null).toBe(expected);
});

const HIDES_SHOP = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: [lab/*] }] }
`;

// source: https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy
it.each([
  ["{}", { known: false, doubts: [{ code: "unknown-host" }], ends: [] }],
  [
    "outboundTrafficPolicy: { mode: REGISTRY_ONLY }",
    { known: true, doubts: [], ends: ["no-host 1"] },
  ],
])("a service that nobody imports, with %j", (policy, expected) => {
  const { index, caller, service, settings } = shopRuledFrom("shop", policy, HIDES_SHOP);
  const { known, doubts, ends } = forecastFor(index, caller, service, settings);
  const ended = [...ends.values()].map(({ end, share }) => `${end.type} ${share.min}`);
  expect({ known, doubts, ends: ended }).toEqual(expected);
});

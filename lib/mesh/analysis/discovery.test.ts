import { expect, it } from "vitest";
import { ONLY_SHOP, shopRuledFrom } from "../offline/testing/seen-namespaces";
import { analyse } from "./analyse";

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
it("finds nothing wrong with what it does not see", () => {
  const found = (mesh: string) => {
    const { index, settings } = shopRuledFrom("lab", mesh);
    const names = analyse(index, undefined, settings).map(
      ({ code, ref }) => `${code} ${ref.namespace}/${ref.name}`,
    );
    return new Set(names);
  };
  const all = [...found("{}")];
  const seen = found(ONLY_SHOP);
  expect(all.some((name) => name.includes("lab/"))).toBe(true);
  expect([...seen].some((name) => name.includes("lab/"))).toBe(false);
});

import { describe, expect, it } from "vitest";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import {
  codePath,
  listPath,
  listProblems,
  objectName,
  objectPath,
  readAddress,
} from "./config-params";

const ref = (over: Partial<ResourceRef>): ResourceRef => ({
  cluster: "c",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name: "web",
  ...over,
});

describe("addresses of configuration", () => {
  it.each([
    [ref({}), "/config/VirtualService.networking.istio.io/shop/web", "VirtualService shop/web"],
    [
      ref({ kind: "GatewayClass.gateway.networking.k8s.io", namespace: "", name: "istio" }),
      "/config/GatewayClass.gateway.networking.k8s.io/-/istio",
      "GatewayClass istio",
    ],
    [
      ref({ name: "a%b?c" }),
      "/config/VirtualService.networking.istio.io/shop/a%25b%3Fc",
      "VirtualService shop/a%b?c",
    ],
  ])("of an object leads back to it", (object, path, name) => {
    expect(objectPath(object)).toBe(path);
    expect(objectName(object)).toBe(name);
    const [, , kind = "", ns = "", last = ""] = path.split("/");
    const { kind: k, namespace, name: n } = object;
    expect(readAddress({ kind, ns, name: last })).toEqual({ kind: k, namespace, name: n });
  });

  it("carry only what is not usual", () => {
    expect(objectPath(ref({}), { cluster: "east", text: "applied" })).toBe(
      "/config/VirtualService.networking.istio.io/shop/web?cluster=east&text=applied",
    );
    expect(listPath({ find: "severity:error", namespaces: ["shop"] })).toBe(
      "/config?ns=shop&find=severity:error",
    );
    expect(listPath()).toBe("/config");
    expect(codePath("IST0101")).toBe("/config/codes/IST0101");
  });

  it("name what they do not understand", () => {
    expect(listProblems(new URLSearchParams("sort=age&find=x"))).toEqual([]);
    expect(listProblems(new URLSearchParams("sort=-age&lens=health"))).toEqual([
      { code: "unknown-parameter", parameter: "lens" },
    ]);
    expect(listProblems(new URLSearchParams("sort=rps"))).toEqual([
      { code: "wrong-value", parameter: "sort", value: "rps" },
    ]);
  });

  it("survive what is no encoded text", () => {
    expect(readAddress({ kind: "%", ns: "-", name: "a" })).toEqual({
      kind: "%",
      namespace: "",
      name: "a",
    });
  });
});

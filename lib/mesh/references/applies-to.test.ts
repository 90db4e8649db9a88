import { describe, expect, it } from "vitest";
import { meshOf } from "../../../tools/oracle/mesh-case";
import { CONFIG_KINDS } from "../model/kinds";
import { type AppliesTo, appliesTo } from "./applies-to";

/** One object in a mesh with two pods of `shop`. */
function aboutOf(apiVersion: string, kind: string, namespace: string, spec: string): AppliesTo {
  const index = meshOf({
    name: "",
    workloads: { "shop/a": { app: "web" }, "shop/b": { app: "web" } },
    services: {},
    objects: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { namespace: ${namespace}, name: x }\nspec: ${spec}`,
    requests: [],
  });
  const [object] = CONFIG_KINDS.flatMap(({ id }) => index.all(id));
  if (object === undefined) throw new Error(kind);
  return appliesTo(index, object);
}

const NETWORKING = "networking.istio.io/v1";
const SECURITY = "security.istio.io/v1";
const GATEWAY = "gateway.networking.k8s.io/v1";

describe("what an object is about", () => {
  it.each([
    [
      NETWORKING,
      "VirtualService",
      "shop",
      "{ hosts: [web, a.example] }",
      { type: "hosts", hosts: ["web", "a.example"] },
    ],
    [NETWORKING, "DestinationRule", "shop", "{ host: web }", { type: "hosts", hosts: ["web"] }],
    [NETWORKING, "DestinationRule", "shop", "{ host: 7 }", { type: "hosts", hosts: [] }],
    [SECURITY, "PeerAuthentication", "shop", "{}", { type: "namespace", namespace: "shop" }],
    [SECURITY, "PeerAuthentication", "istio-system", "{}", { type: "mesh" }],
    [
      SECURITY,
      "AuthorizationPolicy",
      "shop",
      "{ selector: { matchLabels: { app: web } } }",
      { type: "workloads", names: ["a", "b"] },
    ],
    [
      SECURITY,
      "AuthorizationPolicy",
      "shop",
      "{ selector: { matchLabels: { app: gone } } }",
      { type: "workloads", names: [] },
    ],
    [
      SECURITY,
      "AuthorizationPolicy",
      "shop",
      "{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: public }] }",
      { type: "objects", names: ["public"] },
    ],
    [
      GATEWAY,
      "HTTPRoute",
      "shop",
      "{ parentRefs: [{ name: public, namespace: edge }] }",
      { type: "objects", names: ["edge/public"] },
    ],
    [GATEWAY, "ReferenceGrant", "shop", "{ from: [], to: [] }", { type: "unknown" }],
  ])("%s %s in %s with %s", (apiVersion, kind, namespace, spec, expected) => {
    expect(aboutOf(apiVersion, kind, namespace, spec)).toEqual(expected);
  });
});

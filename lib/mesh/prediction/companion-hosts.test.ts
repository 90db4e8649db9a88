import { describe, expect, it } from "vitest";
import { createInventory, type RawObject } from "../model/inventory";
import { indexSnapshot } from "../model/mesh-index";
import { advance, emptySnapshot } from "../model/snapshot";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import { maySendIn } from "./companion-hosts";

const rule = (name: string, hosts: readonly string[], http: RawObject): RawObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: "shop" },
  spec: { hosts, http: [http] },
});
const to = (host: string): RawObject => ({ route: [{ destination: { host } }] });
const route: RawObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "g", namespace: "shop" },
  spec: {
    parentRefs: [{ group: "", kind: "Service", name: "g" }],
    rules: [{ backendRefs: [{ name: "h" }] }],
  },
};

const inventory = createInventory("c");
const objects = [
  rule("a", ["A"], to("b")),
  rule("w", ["*.example.com"], to("c")),
  rule("d", ["d"], { delegate: { name: "e" } }),
  rule("e", [], to("f")),
  route,
];
const index = indexSnapshot(
  advance(
    emptySnapshot,
    objects.flatMap((object) => inventory.put(object)),
  ),
);
const maySend = maySendIn(index, defaultMeshSettings);
const full = (name: string) => (name.includes(".") ? name : `${name}.shop.svc.cluster.local`);

describe("the rules for one host may lead to another", () => {
  it.each([
    ["a", "b", true],
    // One object names both: which of them is dialled is for the forecast to say.
    ["b", "a", true],
    ["a", "c", false],
    ["www.example.com", "c", true],
    ["www.other.com", "c", false],
    ["d", "f", true],
    ["g", "h", true],
    ["h", "f", false],
    ["unnamed", "b", false],
  ])("%s to %s: %s", (from, other, expected) => {
    expect(maySend(full(from), new Map([[full(other), null]]))).toBe(expected);
  });
});

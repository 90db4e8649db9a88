import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { config, namespace, service } from "../../graph/testing/objects";
import { indexOf } from "../../graph/testing/recorded-mesh";
import type { RawObject } from "../../model/inventory";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigOverlay, overlayIndex } from "../../model/overlay-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import { defaultMeshSettings } from "../spec/mesh-settings";
import { meshClaims } from "./claims";

const HOSTS = ["reviews.shop.svc.cluster.local", "ratings.shop.svc.cluster.local"];

/** A VirtualService as these parts say; the object behind a name is the same in every mesh of a case. */
type Rule = {
  readonly at: string;
  readonly hosts: readonly string[];
  readonly exportTo: readonly string[];
  readonly gateways: readonly string[];
};

const rule: fc.Arbitrary<Rule> = fc.record({
  at: fc.constantFrom("shop/a", "shop/b", "other/a", "other/c"),
  hosts: fc.subarray([...HOSTS, "*.shop.svc.cluster.local"], { minLength: 1 }),
  exportTo: fc.constantFrom<readonly string[]>([], ["."], ["*"], ["shop"]),
  gateways: fc.constantFrom<readonly string[]>([], ["mesh"], ["shop/front"]),
});
const rules = fc.uniqueArray(rule, { selector: ({ at }) => at, maxLength: 4 });

const objectOf = ({ at, hosts, exportTo, gateways }: Rule): RawObject =>
  config("VirtualService", at, { hosts, exportTo, gateways, http: [] });

const WORLD = [namespace("shop"), namespace("other"), service("shop/reviews")];

const resourcesOf = (index: MeshIndex): ReadonlyMap<string, ConfigResource> =>
  new Map(
    index
      .all("VirtualService.networking.istio.io")
      .map((resource) => [refKey(refOf(resource)), resource]),
  );

const claimsIn = (index: MeshIndex): readonly string[] =>
  ["shop", "other"].flatMap((from) =>
    HOSTS.map((host) => {
      const { covering } = meshClaims(index, "lab", from, defaultMeshSettings);
      const claims = covering(host).map(({ resources: [vs], scope, hosts }) =>
        [`${vs.meta.namespace}/${vs.meta.name}`, scope, ...hosts].join(" "),
      );
      return `${from} -> ${host}: ${claims.join("; ")}`;
    }),
  );

describe("claims of an index that was laid over another", () => {
  it("are those of the mesh that it stands for, in their order", () => {
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const base = indexOf([...WORLD, ...before.map(objectOf)]);
        const whole = indexOf([...WORLD, ...after.map(objectOf)]);
        const [was, will] = [resourcesOf(base), resourcesOf(whole)];
        const overlay: ConfigOverlay = new Map(
          [...new Set([...was.keys(), ...will.keys()])].map((key) => [key, will.get(key) ?? null]),
        );
        expect(claimsIn(overlayIndex(base, overlay))).toEqual(claimsIn(whole));
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { configObjects, matching } from "./config-objects";

const { cluster, index } = syntheticMesh({ nodes: 400 });
const objects = configObjects(index, cluster);

describe("objects to open", () => {
  it("are those of one cluster, by namespace and name", () => {
    expect(objects.length).toBeGreaterThan(50);
    expect(configObjects(index, "another")).toEqual([]);
    const places = objects.map((o) => `${o.namespace} ${o.name}`);
    expect(places).toEqual(places.toSorted());
  });

  it("are found by words of kind, namespace and name, in any case", () => {
    const wanted = objects.find((o) => o.kind === "VirtualService.networking.istio.io");
    if (wanted === undefined) throw new Error("no split");
    const { shown } = matching(objects, `VIRTUAL ${wanted.namespace}/${wanted.name}`);
    expect(shown).toContainEqual(wanted);
    for (const { kind, namespace, name } of shown) {
      expect(kind).toMatch(/^Virtual/);
      expect(`${namespace}/${name}`).toContain(wanted.name);
    }
  });

  it("are shown as far as they can be read, and counted beyond", () => {
    const { shown, more } = matching(objects, "");
    expect([shown.length, more]).toEqual([50, objects.length - 50]);
    expect(matching(objects, "no such thing")).toEqual({ shown: [], more: 0 });
  });
});

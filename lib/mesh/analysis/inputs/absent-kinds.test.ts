import { describe, expect, it } from "vitest";
import { absentKinds, describedIn } from "./absent-kinds";

const of = (...kinds: readonly string[]) => absentKinds(kinds.map((kind) => ({ kind })));

describe("what files say nothing of", () => {
  it.each([
    [
      "VirtualServices alone",
      ["VirtualService"],
      ["Service", "Workload", "EndpointSlice", "Pod"],
      [],
    ],
    ["a Deployment", ["Deployment"], ["EndpointSlice", "Pod"], ["Workload", "Deployment"]],
    ["a pod", ["Pod"], ["Service"], ["Workload", "EndpointSlice", "Pod"]],
    ["slices without pods", ["EndpointSlice"], ["Workload", "Pod"], ["EndpointSlice"]],
    ["nothing", [], ["Namespace", "Secret"], ["MeshConfig"]],
  ] as const)("%s", (_, kinds, absent, known) => {
    const found = of(...kinds);
    expect(absent.filter((kind) => !found.has(kind))).toEqual([]);
    expect(known.filter((kind) => found.has(kind))).toEqual([]);
  });
});

describe("namespaces of which files say something", () => {
  const object = (kind: string, namespace: string, name = "x") => ({
    kind,
    metadata: { name, namespace },
  });
  const of = (...objects: readonly ReturnType<typeof object>[]) => {
    const described = describedIn(objects, (o) =>
      "metadata" in o ? (objects.find((x) => x === o)?.metadata.namespace ?? "") : "",
    );
    return (kind: "Service" | "Workload" | "EndpointSlice") =>
      [...(described.get(kind) ?? [])].toSorted();
  };

  it("are those that hold one of the kind, and those whose Namespace they hold", () => {
    const described = of(
      object("Service", "shop"),
      object("Deployment", "bank"),
      object("Pod", "yard"),
      object("Namespace", "", "hall"),
    );
    expect(described("Service")).toEqual(["hall", "shop"]);
    expect(described("Workload")).toEqual(["bank", "hall", "yard"]);
    expect(described("EndpointSlice")).toEqual(["hall", "yard"]);
  });
});

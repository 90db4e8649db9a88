import { describe, expect, it } from "vitest";
import { absentKinds } from "./absent-kinds";

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

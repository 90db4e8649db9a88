import { describe, expect, it } from "vitest";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { TraceBranch, TraceCourse } from "@/lib/mesh/trace/course";
import { pathText } from "@/lib/messages/trace/path";
import { toFlow } from "../flow/to-flow";
import { edge, graph, node, version } from "../state/graph.fixture";
import { type Leg, legsOf } from "./legs";

const ref = (kind: ResourceRef["kind"], name: string): ResourceRef => ({
  ...{ cluster: "c", kind, namespace: "shop", name },
});
const workload = (name: string) => ref("Workload", name);
const rowOf = (card: string, name: string) =>
  version(card, name, { refs: [workload(`${card}-${name}`)] });
const serviceNode = (name: string): MeshNode => node(name, { refs: [ref("Service", name)] });

const FLOW = toFlow(
  graph(
    [
      node("web", { kind: "workload", refs: [workload("web")] }),
      node("waypoint", { kind: "workload", refs: [workload("waypoint")] }),
      serviceNode("cart"),
      rowOf("cart", "v1"),
      rowOf("cart", "v2"),
      serviceNode("audit"),
      node("out", { kind: "passthrough" }),
    ],
    [edge("web", "cart")],
  ),
);

const branch = (name: string, share: number, part: Partial<TraceBranch> = {}): TraceBranch => ({
  ...{ host: name, subset: null, entry: ref("Service", name), workloads: [], share },
  ...{ mirror: false, ends: "arrives", outside: null },
  ...part,
});
const course = (...branches: readonly TraceBranch[]): TraceCourse => ({
  ...{ caller: workload("web"), waypoint: null, branches },
});
const v1 = (share: number) => branch("cart", share, { workloads: [workload("cart-v1")] });
const v2 = (share: number) => branch("cart", share, { workloads: [workload("cart-v2")] });

const place = ({ card, row }: Leg["to"]): string => (row === null ? card : `${card}[${row}]`);

function told(live: TraceCourse | null, draft: TraceCourse | null = null): readonly string[] {
  const { legs, compared } = legsOf(FLOW, { live, draft });
  return legs.map((leg) =>
    `${place(leg.from)} -> ${place(leg.to)} ${pathText.chip(leg, compared)}`.trim(),
  );
}

describe("the way of a request in a picture", () => {
  it("ends at the row of each subset, with its share", () => {
    expect(told(course(v1(0.9), v2(0.1)))).toEqual([
      "web -> cart[0] 90\u202f%",
      "web -> cart[1] 10\u202f%",
    ]);
  });

  it("ends at the head of the card where its workloads stand in several rows", () => {
    const all = branch("cart", 1, { workloads: [workload("cart-v1"), workload("cart-v2")] });
    expect(told(course(all))).toEqual(["web -> cart 100\u202f%"]);
  });

  it("adds up what ends at the same place", () => {
    expect(told(course(v1(0.5), v1(0.25), v2(0.25)))[0]).toBe("web -> cart[0] 75\u202f%");
  });

  it.each([
    ["lost", "no endpoint"],
    ["refused", "refused"],
  ] as const)("says that a share is %s", (ends, words) => {
    expect(told(course(branch("audit", 1, { ends })))).toEqual([
      `web -> audit 100\u202f% ${words}`,
    ]);
  });

  it("has copies as legs of their own", () => {
    expect(told(course(v1(1), branch("audit", 0.25, { mirror: true })))[1]).toBe(
      "web -> audit copy 25\u202f%",
    );
  });

  it("passes the waypoint, and leaves the mesh", () => {
    const way = { ...course(v1(1)), waypoint: workload("waypoint") };
    expect(told(way)).toEqual(["web -> waypoint 100\u202f%", "waypoint -> cart[0] 100\u202f%"]);
    const out = branch("api.example", 1, { entry: null, outside: "passthrough" });
    expect(told(course(out))).toEqual(["web -> out 100\u202f%"]);
  });

  it("sets a draft beside the live mesh, leg by leg", () => {
    expect(told(course(v1(0.9), v2(0.1)), course(v1(0.5), v2(0.1), branch("audit", 0.4)))).toEqual([
      "web -> cart[0] 90 → 50\u202f%",
      "web -> cart[1] 10\u202f%",
      "web -> audit 0 → 40\u202f%",
    ]);
    expect(told(course(v1(1)), course())).toEqual(["web -> cart[0] 100 → 0\u202f%"]);
  });

  it("leaves out what is not in the picture, and lights the caller alone", () => {
    const gone = branch("gone", 1);
    expect(legsOf(FLOW, { live: course(gone), draft: null })).toEqual({
      legs: [],
      cards: new Set(["web"]),
      compared: false,
    });
  });
});

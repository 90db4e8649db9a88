import { describe, expect, it } from "vitest";
import type {
  Figures,
  MeshEdge,
  MeshGraph,
  MeshNode,
  SplitPart,
} from "@/lib/mesh/graph/mesh-graph";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import type { Flow } from "./flow";
import { toFlow } from "./to-flow";

const figures = (rps: number, errorRatio = 0): Figures => ({
  requestsPerSecond: rps,
  errorRatio: rps > 0 ? errorRatio : null,
  clientErrorRatio: rps > 0 ? 0 : null,
  responses: [],
  latency: null,
  averageMs: null,
  security: null,
  mutualTlsShare: null,
  tcp: null,
  messages: null,
});

type NodeFacts = Partial<MeshNode> & { readonly rps?: number; readonly level?: HealthLevel };

const node = (id: string, { rps, level = "healthy", ...rest }: NodeFacts = {}): MeshNode => ({
  id,
  kind: "service",
  cluster: "c",
  namespace: "shop",
  name: id,
  app: null,
  version: null,
  parent: null,
  group: "g:shop",
  refs: [],
  gateway: null,
  workloadKind: null,
  replicas: null,
  idle: rps === undefined,
  dead: false,
  outOfMesh: false,
  why: null,
  hosts: [],
  inbound: rps === undefined ? null : figures(rps),
  outbound: null,
  health: { level, reasons: [] },
  callers: 0,
  callees: 0,
  count: 1,
  found: true,
  ...rest,
});

const version = (service: string, name: string, facts: NodeFacts = {}) =>
  node(`${service}-${name}`, { kind: "workload", version: name, parent: service, ...facts });

const edge = (text: string, facts: Partial<MeshEdge> = {}): MeshEdge => {
  const [source = "", target = ""] = text.split(" → ");
  const protocol = facts.protocol ?? "http";
  return {
    id: `${source} ${target} ${protocol}`,
    source,
    target,
    protocol,
    hosts: [],
    figures: figures(10),
    principals: { source: [], destination: [] },
    share: null,
    split: [],
    reporter: "source",
    denied: null,
    missingSubsets: [],
    health: { level: "healthy", reasons: [] },
    idle: false,
    found: true,
    labels: [],
    ...facts,
  };
};

const part = (target: string | null, share: number | null, errorRatio = 0): SplitPart => ({
  target,
  share,
  figures: figures((share ?? 0) * 10, errorRatio),
  configured: null,
});

const graph = (nodes: readonly MeshNode[], edges: readonly MeshEdge[]): MeshGraph => ({
  nodes,
  edges,
  groups: [],
  hidden: { nodes: 0, edges: 0, aggregated: 0 },
  idleOmitted: 0,
});

/** The picture as text: cards with their rows, then threads with their ends. */
function print(flow: Flow): string[] {
  const at = (port: { card: string; row: number | null }) =>
    port.row === null ? port.card : `${port.card}[${port.row}]`;
  return [
    ...flow.cards.map((c) => `${c.id}: ${c.rows.map((r) => r.label).join(" ")}`.trim()),
    ...flow.threads.map((t) => {
      const plies = t.plies.map((p) => `${p.row}:${p.level}`).join(" ");
      const lane = t.lane === 0 ? "" : ` lane ${t.lane}`;
      return `${at(t.from)} → ${at(t.to)}${plies === "" ? "" : ` (${plies})`}${lane}`;
    }),
  ];
}

describe("toFlow", () => {
  it("puts several versions into rows of the card in front of them", () => {
    const flow = toFlow(
      graph(
        [node("reviews"), version("reviews", "v10"), version("reviews", "v2"), node("page")],
        [edge("page → reviews"), edge("reviews → reviews-v2")],
      ),
    );
    expect(print(flow)).toEqual(["reviews: v2 v10", "page:", "page → reviews"]);
  });

  it("makes one version part of the card", () => {
    const flow = toFlow(
      graph(
        [node("details"), version("details", "v1"), node("db")],
        [edge("details → details-v1"), edge("details-v1 → db")],
      ),
    );
    expect(print(flow)).toEqual(["details:", "db:", "details → db"]);
    expect(flow.cardOf.get("details-v1")).toBe("details");
  });

  it("parts a call into plies, one per version, idle and failing ones told", () => {
    const split = [part("r-v1", 0.9), part("r-v2", 0), part("r-v3", 0.1, 0.2)];
    const flow = toFlow(
      graph(
        [
          node("r"),
          version("r", "v1", { rps: 9 }),
          version("r", "v2", { level: "failing" }),
          version("r", "v3", { rps: 1, level: "degraded" }),
          node("page"),
        ],
        [edge("page → r", { split })],
      ),
    );
    expect(print(flow).at(-1)).toBe("page → r (0:healthy 1:idle 2:degraded)");
    expect(flow.cards[0]?.rows.map((r) => r.share)).toEqual([0.9, 0, 0.1]);
  });

  it("does not blame a caller whose own requests to an ill version succeed", () => {
    const split = [part("r-v1", 0.5), part("r-v2", 0.5)];
    const flow = toFlow(
      graph(
        [node("r"), version("r", "v1"), version("r", "v2", { level: "failing" }), node("page")],
        [edge("page → r", { split })],
      ),
    );
    expect(print(flow).at(-1)).toBe("page → r (0:healthy 1:healthy)");
  });

  it("leads a call to the one version that gets it, and what reached none to the head", () => {
    const nodes = [node("r"), version("r", "v1"), version("r", "v2"), node("a"), node("b")];
    const flow = toFlow(
      graph(nodes, [
        edge("a → r", { split: [part("r-v2", 1)] }),
        edge("b → r", { split: [part(null, 1)] }),
      ]),
    );
    expect(print(flow).slice(-2)).toEqual(["a → r[1]", "b → r"]);
  });

  it("lets a version call from its row", () => {
    const nodes = [node("r"), version("r", "v1"), version("r", "v2"), node("db")];
    expect(print(toFlow(graph(nodes, [edge("r-v2 → db")]))).at(-1)).toBe("r[1] → db");
  });

  it("runs threads of several protocols side by side", () => {
    const flow = toFlow(
      graph([node("a"), node("b")], [edge("a → b"), edge("a → b", { protocol: "tcp" })]),
    );
    expect(print(flow).slice(-2)).toEqual(["a → b lane -0.5", "a → b lane 0.5"]);
  });

  it("draws nothing inside a card, nor to nodes that are not there", () => {
    const nodes = [node("r"), version("r", "v1"), version("r", "v2")];
    const flow = toFlow(graph(nodes, [edge("r → r-v1"), edge("r-v1 → r-v2"), edge("r → gone")]));
    expect(flow.threads).toEqual([]);
  });

  it("ends where parents lead in a circle or to nothing", () => {
    const flow = toFlow(
      graph(
        [node("a", { parent: "b" }), node("b", { parent: "a" }), node("c", { parent: "x" })],
        [],
      ),
    );
    expect(flow.cards.map((c) => c.id)).toEqual(["a", "b", "c"]);
  });

  it("is as ill as its worst member, and found where a member is", () => {
    const flow = toFlow(
      graph(
        [
          node("r", { found: false }),
          version("r", "v1", { level: "failing", found: false }),
          version("r", "v2", { rps: 1 }),
        ],
        [],
      ),
    );
    expect(flow.cards[0]).toMatchObject({ health: { level: "failing" }, idle: false, found: true });
  });
});

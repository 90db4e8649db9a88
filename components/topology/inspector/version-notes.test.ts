import { describe, expect, it } from "vitest";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import { edge, figures, node, version } from "../state/graph.fixture";
import { nodesById } from "./subject";
import { versionNotes, withVersions } from "./version-notes";

const fares = (name: string, level: HealthLevel, errorRatio: number | null) =>
  version("reviews", name, {
    health: { level, reasons: [] },
    inbound: figures(10, { errorRatio }),
  });

const nodes = nodesById([
  node("web"),
  node("reviews"),
  fares("v1", "healthy", 0.002),
  fares("v2", "not-ready", null),
  fares("v3", "degraded", 0.031),
  fares("v4", "unknown", null),
]);

const found = (id: string) => {
  const known = nodes.get(id);
  if (known === undefined) throw new Error(id);
  return known;
};

describe("versions that fare badly", () => {
  it("are named beside the health of their service", () => {
    const subject = { type: "node", node: found("reviews") } as const;
    expect(versionNotes(subject, nodes)).toEqual([
      "v2 is not ready",
      "v3 is degraded, 3.1\u202f% of its requests fail",
    ]);
  });

  it("are judged on an edge by what comes over it", () => {
    const split = [
      {
        target: "reviews v3",
        figures: figures(1, { errorRatio: 0.5 }),
        share: 1,
        configured: null,
      },
    ];
    const subject = {
      type: "edge",
      edge: edge("web", "reviews", { split }),
      source: found("web"),
      target: found("reviews"),
    } as const;
    expect(versionNotes(subject, nodes)).toEqual([
      "v3 is degraded, 50\u202f% of its requests fail",
    ]);
  });

  it("are none where there are none", () => {
    expect(versionNotes({ type: "node", node: found("web") }, nodes)).toEqual([]);
  });
});

describe("a selection", () => {
  const HEALTHY = { level: "healthy", reasons: [] } as const;
  const over = (target: string, share: number) => {
    const part = { target, figures: figures(1, { errorRatio: 0 }), share, configured: null };
    const only = edge("web", "reviews", { split: [part] });
    return { type: "edge", edge: only, source: found("web"), target: found("reviews") } as const;
  };

  it.each([
    ["a service", { type: "node", node: found("reviews") } as const, "degraded"],
    ["an edge to a version that fares badly", over("reviews v3", 0.1), "degraded"],
    ["an edge that reaches none of them", over("reviews v3", 0), "healthy"],
    ["an edge to a version that fares well", over("reviews v1", 1), "healthy"],
  ])("%s is as bad as the versions behind it", (_, subject, level) => {
    expect(withVersions(HEALTHY, subject, nodes)).toEqual({ level, reasons: [] });
  });

  it("stays what it is where it is worse by itself", () => {
    const failing = { level: "failing", reasons: [] } as const;
    expect(withVersions(failing, { type: "node", node: found("reviews") }, nodes)).toBe(failing);
  });
});

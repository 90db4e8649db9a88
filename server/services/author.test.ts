import { describe, expect, it } from "vitest";
import { err, ok } from "@/lib/result";
import { createScriptedCluster } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import { authorOf, authorOfDraft } from "./author";

/** A cluster that answers so, one answer after the other, and how often it was asked. */
function clusterSaying(...answers: Awaited<ReturnType<ClusterPort["user"]>>[]) {
  let asked = 0;
  const user: ClusterPort["user"] = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    return answer ?? ok("kim");
  };
  const cluster: ClusterPort = { ...createScriptedCluster(), user };
  return { clusters: [cluster], asked: () => asked };
}

const away = err({ code: "unavailable", cause: "a script", retryAfterMs: 1 } as const);

describe("the author of a change", () => {
  it("is whom the cluster knows, asked each time", async () => {
    const { clusters } = clusterSaying(ok("kim"), ok("lee"));
    expect(await authorOf(clusters, "test")).toBe("kim");
    expect(await authorOf(clusters, "test")).toBe("lee");
  });

  it("is whom the cluster named last, where it does not answer in time", async () => {
    const { clusters, asked } = clusterSaying(ok("kim"), away);
    expect(await authorOf(clusters, "test")).toBe("kim");
    expect(await authorOf(clusters, "test")).toBe("kim");
    expect(asked()).toBe(2);
  });

  it("is not known where the cluster never said, or is not here", async () => {
    const { clusters } = clusterSaying(away);
    expect(await authorOf(clusters, "test")).toBeNull();
    expect(await authorOf(clusters, "other")).toBeNull();
  });
});

describe("the author of a draft", () => {
  it("is asked for until it was told once", async () => {
    const { clusters, asked } = clusterSaying(away, ok("kim"));
    const names = [];
    for (let save = 0; save < 3; save++) names.push(await authorOfDraft(clusters, "test"));
    expect(names).toEqual([null, "kim", "kim"]);
    expect(asked()).toBe(2);
  });
});

import { describe, expect, it } from "vitest";
import { clustersAwaited } from "./cluster-names";
import { type Environment, parseConfig } from "./config";

describe("clustersAwaited", () => {
  it.each<readonly [Environment, readonly string[]]>([
    [{ HEDDLE_SOURCE: "demo" }, ["demo"]],
    [{ HEDDLE_SOURCE: "cluster", KUBECONFIG: "/k" }, ["the current context"]],
    [{ HEDDLE_SOURCE: "cluster", KUBECONFIG: "/k", HEDDLE_CLUSTER_NAME: "eu" }, ["eu"]],
    [{ HEDDLE_SOURCE: "cluster", KUBECONFIG: "/k", HEDDLE_CONTEXTS: "a,b,a" }, ["a", "b"]],
  ])("names what is waited for with %j", (env, names) => {
    const config = parseConfig({ HEDDLE_DATA_DIR: "/tmp/none", ...env });
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    const awaited = clustersAwaited(config.value, 7);
    expect(awaited.map(({ cluster }) => cluster)).toEqual(names);
    expect(awaited).toContainEqual(expect.objectContaining({ state: "connecting", since: 7 }));
  });
});

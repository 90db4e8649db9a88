import { describe, expect, it } from "vitest";
import type { Json } from "../../manifest/json";
import { identityOf } from "./item-identity";

describe("identityOf", () => {
  it.each<[string, Json, Json, boolean]>([
    ["a name, whatever else changes", { name: "a", labels: { x: "1" } }, { name: "a" }, true],
    ["backends on two ports", { name: "a", port: 80 }, { name: "a", port: 81 }, false],
    [
      "a listener whose port changes",
      { name: "a", port: 80, protocol: "HTTP" },
      { name: "a", port: 81, protocol: "HTTP" },
      true,
    ],
    ["a backend's namespace", { name: "a", namespace: "x" }, { name: "a" }, false],
    [
      "a destination, whatever its weight",
      { destination: { host: "a" }, weight: 1 },
      { destination: { host: "a" } },
      true,
    ],
    [
      "subsets of one host",
      { destination: { host: "a", subset: "v1" } },
      { destination: { host: "a" } },
      false,
    ],
    ["rules that match everything", { route: [] }, { route: [{ weight: 1 }], timeout: "1s" }, true],
    ["keys in another order", { match: [{ a: 1, b: 2 }] }, { match: [{ b: 2, a: 1 }] }, true],
    ["text and number", "1", 1, false],
    [
      "servers by port and hosts",
      { port: { number: 80 }, hosts: ["a"], tls: {} },
      { port: { number: 80 }, hosts: ["a"] },
      true,
    ],
  ])("%s", (_, a, b, same) => {
    expect(identityOf(a) === identityOf(b)).toBe(same);
  });
});

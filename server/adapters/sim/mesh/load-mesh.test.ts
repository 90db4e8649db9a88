import { describe, expect, it } from "vitest";
import { demoMesh } from "../testing/sims";
import { loadMesh, parseManifests, parseTraffic } from "./load-mesh";

describe("traffic.yaml", () => {
  const rows: readonly (readonly [name: string, yaml: string, field: string, detail: RegExp])[] = [
    ["no seed", "calls: []", "seed", /expected number/i],
    ["a misspelt field", "{seed: 1, calls: [], timelines: []}", "", /timelines/],
    [
      "a latency that is not positive",
      "{seed: 1, calls: [{from: a/b, host: c, port: 80, rps: 1}, {from: a/b, host: c, port: 80, rps: 1, latency: {p50: 0, sigma: 1}}]}",
      "calls[1].latency.p50",
      />0/,
    ],
    [
      "a share above one",
      "{seed: 1, calls: [{from: a/b, host: c, port: 80, rps: 1, errors: {share: 3}}]}",
      "calls[0].errors.share",
      /<=1/,
    ],
    [
      "a caller without a namespace",
      "{seed: 1, calls: [{from: web, host: c, port: 80, rps: 1}]}",
      "calls[0].from",
      /namespace\/workload|input/i,
    ],
    [
      "both demands",
      "{seed: 1, calls: [{from: a/b, host: c, port: 80, rps: 1, calls: 1}]}",
      "calls[0].rps",
      /either rps or calls/,
    ],
    [
      "a call from outside through nothing",
      "{seed: 1, calls: [{from: outside, host: c, port: 80, rps: 1}]}",
      "calls[0].through",
      /required/,
    ],
    [
      "header shares above one",
      "{seed: 1, calls: [{from: a/b, host: c, port: 80, rps: 1, headers: [{share: 0.7, set: {x: y}}, {share: 0.7, set: {x: z}}]}]}",
      "calls[0].headers",
      /exceed 1/,
    ],
    [
      "an event in the future",
      "{seed: 1, calls: [], timeline: [{at: 4m, by: me, note: x, object: {apiVersion: v1, kind: Service, namespace: a, name: b}, before: null}]}",
      "timeline[0].at",
      /before now/,
    ],
  ];
  it.each(rows)("refuses %s, naming the field", (_, yaml, field, detail) => {
    const result = parseTraffic("traffic.yaml", yaml);
    expect(result).toMatchObject({
      ok: false,
      error: { code: "bad-traffic", file: "traffic.yaml", field },
    });
    if (!result.ok) expect(result.error.detail).toMatch(detail);
  });

  it("reads times before the start", () => {
    const at = (text: string) => {
      const event = `{at: ${text}, by: me, note: x, object: {apiVersion: v1, kind: Service, namespace: a, name: b}, before: null}`;
      const result = parseTraffic("t", `{seed: 1, calls: [], timeline: [${event}]}`);
      return result.ok ? result.value.timeline[0]?.at : result.error.detail;
    };
    expect(["-4m", "-1h22m", "-1h0m30s", "-90s"].map(at)).toEqual([-240, -4920, -3630, -90]);
  });
});

describe("manifests", () => {
  it("names the document that is none", () => {
    const ok = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";
    expect(parseManifests("a.yaml", `${ok}---\nkind: Service\n`)).toMatchObject({
      error: { code: "bad-manifest", file: "a.yaml", field: "document 2" },
    });
    expect(parseManifests("a.yaml", `${ok}---\na: [1\n`)).toMatchObject({
      error: { code: "bad-yaml", field: "document 2" },
    });
  });

  it("says which folder cannot be read", async () => {
    const result = await loadMesh("fixtures/meshes/nowhere");
    expect(result).toMatchObject({ ok: false, error: { code: "unreadable" } });
  });
});

describe("the demo mesh", () => {
  it("loads, and every event of its timeline names an object that it has", async () => {
    const { objects, traffic } = await demoMesh();
    const names = objects.map((o) => JSON.stringify([o["kind"], o["metadata"]]));
    for (const { object } of traffic.timeline) {
      const found = names.some(
        (n) => n.includes(`"${object.kind}"`) && n.includes(`"${object.name}"`),
      );
      expect(found, object.name).toBe(true);
    }
  });
});

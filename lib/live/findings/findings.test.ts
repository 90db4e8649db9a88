import { describe, expect, it } from "vitest";
import type { Finding } from "../../mesh/analysis/finding";
import { indexSnapshot } from "../../mesh/model/mesh-index";
import { type ConfigResource, type MeshResource, refKey, refOf } from "../../mesh/model/resource";
import {
  advance,
  emptySnapshot,
  type MeshEvent,
  type MeshSnapshot,
} from "../../mesh/model/snapshot";
import { webToCart } from "../../mesh/telemetry/testing/edge-labels";
import { createAnalysis } from "./analysis-run";
import { findingsByObject, worstOf } from "./findings-by-object";
import { deltaOf } from "./mesh-delta";

const meta = (namespace: string, name: string, version = "1") => ({
  cluster: "c",
  namespace,
  name,
  uid: "",
  resourceVersion: version,
  createdAt: null,
  labels: {},
  annotations: {},
});

const service = (name: string): MeshResource => ({
  kind: "Service",
  meta: meta("shop", name),
  type: "ClusterIP",
  clusterIps: [],
  externalName: null,
  headless: false,
  ports: [{ name: "http", port: 80, targetPort: 80, protocol: "TCP", appProtocol: null }],
  selector: null,
});

const route = (name: string, to: string, version = "1"): ConfigResource => ({
  kind: "VirtualService.networking.istio.io",
  meta: meta("shop", name, version),
  apiVersion: "networking.istio.io/v1",
  generation: 1,
  spec: { hosts: [name], http: [{ route: [{ destination: { host: to } }] }] },
  status: null,
  managers: [],
});

const put = (resource: MeshResource): MeshEvent => ({ type: "put", resource });
const around = { absent: ["MeshConfig"], now: "2026-01-01T00:00:00.000Z" } as const;

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ code, ref }) => `${code} ${ref.name}`).sort();

/** The findings after each step, told of changes alone, and of the whole mesh each time. */
function bothWays(steps: readonly (readonly MeshEvent[])[]) {
  const changes = createAnalysis();
  let mesh: MeshSnapshot = emptySnapshot;
  return steps.map((events) => {
    mesh = advance(mesh, events);
    const whole = createAnalysis().step({ events: deltaOf(null, mesh), ...around });
    return { step: told(changes.step({ events, ...around })), whole: told(whole) };
  });
}

describe("the analysis of a mesh that changes", () => {
  it("finds step by step what it finds in the whole", () => {
    const seen = bothWays([
      [put(service("web")), put(route("web", "web"))],
      [put(route("web", "gone", "2"))],
      [put(service("gone"))],
      [put(route("other", "nowhere"))],
      [{ type: "delete", ref: { ...meta("shop", "other"), kind: route("", "").kind } }],
    ]);
    for (const { step, whole } of seen) expect(step).toEqual(whole);
    expect(seen[0]?.step).not.toContain("IST0101 web");
    expect(seen[1]?.step).toContain("IST0101 web");
    expect(seen[2]?.step).not.toContain("IST0101 web");
    expect(seen[3]?.step).toContain("IST0101 other");
    expect(seen[4]?.step).not.toContain("IST0101 other");
  });

  it("says what the webhook would refuse", () => {
    const empty = { ...route("web", "web"), spec: { hosts: [] } };
    const found = createAnalysis().step({ events: [put(service("web")), put(empty)], ...around });
    expect(told(found)).toContain("IST0106 web");
  });
});

describe("a draft over a mesh that changes", () => {
  const overlay = (...objects: readonly ConfigResource[]) =>
    new Map(objects.map((object) => [refKey(refOf(object)), object] as const));
  const start = [put(service("web")), put(service("gone")), put(route("web", "web"))];

  it("is judged as the mesh would be with it", () => {
    const analysis = createAnalysis();
    analysis.step({ events: start, ...around });
    const broken = route("web", "nowhere", "2");
    const { affected, findings } = analysis.draft({ events: [], ...around }, overlay(broken));
    const whole = createAnalysis().step({ events: [...start, put(broken)], ...around });
    const of = (all: readonly Finding[]) => all.filter((f) => affected.has(refKey(f.ref)));
    expect(told(findings)).toEqual(told(of(whole)));
    expect(told(findings)).toContain("IST0101 web");
  });

  it("meets the newest mesh, whose own findings come with the next step", () => {
    const analysis = createAnalysis();
    analysis.step({ events: start, ...around });
    const gone: MeshEvent = { type: "delete", ref: { ...meta("shop", "gone"), kind: "Service" } };
    const drafted = overlay(route("other", "gone"));
    const { findings } = analysis.draft(
      { events: [gone, put(route("web", "gone", "2"))], ...around },
      drafted,
    );
    expect(told(findings)).toContain("IST0101 other");
    expect(told(analysis.step({ events: [], ...around }))).toContain("IST0101 web");
  });
});

describe("calls that were seen", () => {
  const workload = (name: string): MeshResource => ({
    kind: "Workload",
    meta: meta("shop", name),
    workloadKind: "Deployment",
    podLabels: { app: name },
    podAnnotations: {},
    serviceAccount: name,
    canonicalService: name,
    canonicalRevision: "latest",
    replicas: { desired: 1, current: 1, ready: 1 },
    proxy: "sidecar",
    pods: [],
    podsOmitted: 0,
    meshClusterId: null,
    containerPorts: [],
  });
  const seen = {
    calls: [{ id: "e", labels: webToCart, perSecond: null, mutualTls: false }],
    clusterIds: {},
    unlabelled: "c",
  };
  const strict: ConfigResource = {
    ...route("strict", ""),
    kind: "PeerAuthentication.security.istio.io",
    apiVersion: "security.istio.io/v1",
    spec: { mtls: { mode: "STRICT" } },
  };
  const start = [put(service("cart")), put(workload("web")), put(workload("cart"))];

  it("are judged with the mesh and with drafts, and kept until others are told", () => {
    const analysis = createAnalysis();
    const standing = { events: [...start, put(strict)], ...around };
    expect(told(analysis.step(standing))).not.toContain("HED309 strict");
    expect(told(analysis.step({ events: [], ...around, seen }))).toContain("HED309 strict");
    const draft = new Map([[refKey(refOf(strict)), { ...strict, generation: 2 }]]);
    const drafted = analysis.draft({ events: [], ...around }, draft);
    expect(told(drafted.findings)).toContain("HED309 strict");
    expect(told(analysis.step({ events: [], ...around }))).toContain("HED309 strict");
    expect(told(analysis.step({ events: [], ...around, seen: null }))).not.toContain(
      "HED309 strict",
    );
  });
});

describe("what leads from one snapshot to another", () => {
  const web = service("web");
  const before = advance(emptySnapshot, [put(web), put(route("web", "web"))]);

  it("is everything at first, and nothing for the same", () => {
    expect(deltaOf(null, before)).toHaveLength(2);
    expect(deltaOf(before, before)).toEqual([]);
  });

  it("is what came, changed and went", () => {
    const changed = route("web", "web", "2");
    const after = advance(before, [
      put(changed),
      { type: "delete", ref: { ...meta("shop", "web"), kind: "Service" } },
      put(service("new")),
    ]);
    const delta = deltaOf(before, after);
    expect(delta.map((e) => e.type)).toEqual(["put", "put", "delete"]);
    expect(indexSnapshot(advance(before, delta)).snapshot.resources).toEqual(after.resources);
  });
});

describe("findings by object", () => {
  const finding = (severity: Finding["severity"], name: string): Finding => ({
    code: "X",
    severity,
    ref: { cluster: "c", kind: "Service", namespace: "a", name },
    path: [],
    facts: {},
    fix: null,
  });

  it("come worst first, each once", () => {
    const { all, byObject } = findingsByObject([
      finding("info", "a"),
      finding("error", "b"),
      finding("error", "b"),
      finding("warning", "a"),
    ]);
    expect(all.map(({ severity }) => severity)).toEqual(["error", "warning", "info"]);
    expect(worstOf(byObject.get("c/Service/a/a") ?? [])).toBe("warning");
    expect(worstOf([])).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { findingsByObject } from "@/lib/live/findings/findings-by-object";
import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import { type ConfigResource, type MeshResource, refOf } from "@/lib/mesh/model/resource";
import { advance, emptySnapshot } from "@/lib/mesh/model/snapshot";
import {
  type ConfigRow,
  configRows,
  countBySeverity,
  momentFor,
  shownRows,
  sortedRows,
} from "./config-rows";
import { rowWindow } from "./row-window";

const meta = (namespace: string, name: string, createdAt: string | null = null) => ({
  cluster: "c",
  namespace,
  name,
  uid: "",
  resourceVersion: "1",
  createdAt,
  labels: { team: namespace },
  annotations: {},
});

const config = (
  kind: ConfigResource["kind"],
  namespace: string,
  name: string,
  manager: string,
  createdAt: string | null = null,
): ConfigResource => ({
  kind,
  meta: meta(namespace, name, createdAt),
  apiVersion: "",
  generation: 1,
  spec: { hosts: [name], host: name },
  status: null,
  managers: [manager],
});

const WEB = config(
  "VirtualService.networking.istio.io",
  "shop",
  "web",
  "kubectl-client-side-apply",
  "2026-01-02T00:00:00Z",
);
const RULE = config(
  "DestinationRule.networking.istio.io",
  "shop",
  "web",
  "argocd-controller",
  "2026-01-01T00:00:00Z",
);
const CLASS = config("GatewayClass.gateway.networking.k8s.io", "", "istio", "pilot-discovery");
const SERVICE: MeshResource = {
  kind: "Service",
  meta: meta("pay", "card"),
  type: "ClusterIP",
  clusterIps: [],
  externalName: null,
  headless: false,
  ports: [],
  selector: null,
};

const index = indexSnapshot(
  advance(
    emptySnapshot,
    [WEB, RULE, CLASS, SERVICE].map((resource) => ({ type: "put" as const, resource })),
  ),
);

const finding = (object: MeshResource, code: string, severity: Severity): Finding => ({
  code,
  severity,
  ref: refOf(object),
  path: [],
  facts: {},
  fix: null,
});

const FINDINGS = findingsByObject([
  finding(RULE, "IST0174", "warning"),
  finding(RULE, "KIA0209", "info"),
  finding(WEB, "IST0101", "error"),
  finding(SERVICE, "IST0118", "info"),
]);

const rows = configRows(index, FINDINGS);
/** A day after the younger of the two rules came to be. */
const now = Date.UTC(2026, 0, 3);
const all = { clusters: null, namespaces: null, find: "", hide: "", now };
const told = (list: readonly ConfigRow[]) =>
  list.map(({ kind, ref, findings }) => `${kind} ${ref.name} ${findings}`);

const SEVERITY = { column: "severity", direction: "ascending" } as const;

describe("the rows of configuration", () => {
  it("are all configuration and what else has findings, the worst first", () => {
    expect(told(sortedRows(rows, SEVERITY))).toEqual([
      "VirtualService web 1",
      "DestinationRule web 2",
      "Service card 1",
      "GatewayClass istio 0",
    ]);
    expect(countBySeverity(rows)).toEqual({ error: 1, warning: 1, info: 1, none: 1 });
  });

  it("know nothing of findings before there are any", () => {
    const before = configRows(index, null);
    expect(before.map(({ findings, severity }) => [findings, severity])).toEqual(
      before.map(() => [null, null]),
    );
    expect(shownRows(before, { ...all, find: "severity:none" })).toEqual([]);
  });

  it.each([
    ["severity:error", ["VirtualService web 1"]],
    ["severity:none", ["GatewayClass istio 0"]],
    ["kind:destinationrule", ["DestinationRule web 2"]],
    ["kind:DestinationRule.networking.istio.io", ["DestinationRule web 2"]],
    ["kind:dr", ["DestinationRule web 2"]],
    ["kind:VS OR kind:svc", ["VirtualService web 1", "Service card 1"]],
    // A wildcard is about whole names of kinds.
    ["kind:d*r", []],
    ['owner:"Argo CD"', ["DestinationRule web 2"]],
    ["owner:argocd", ["DestinationRule web 2"]],
    ["owner:argo-cd", ["DestinationRule web 2"]],
    ["owner:kubectl", ["VirtualService web 1"]],
    ["owner:kubectl*", ["VirtualService web 1"]],
    ["code:IST0174", ["DestinationRule web 2"]],
    ["name:web", ["VirtualService web 1", "DestinationRule web 2"]],
    ["namespace:pay", ["Service card 1"]],
    ["label:team=shop -code:IST0101", ["DestinationRule web 2"]],
    ["age<=1d", ["VirtualService web 1"]],
    ["age>=25h", ["DestinationRule web 2"]],
    // Neither young nor old: the cluster does not say when they came to be.
    ["age>0s OR -age>0s", ["VirtualService web 1", "DestinationRule web 2"]],
    ["ca", ["Service card 1"]],
    [
      "((",
      ["VirtualService web 1", "DestinationRule web 2", "GatewayClass istio 0", "Service card 1"],
    ],
  ])("found by %s", (find, expected) => {
    expect(told(shownRows(rows, { ...all, find })).sort()).toEqual([...expected].sort());
  });

  it("keep to the namespaces, and to what is not hidden; what has no namespace is in all of them", () => {
    expect(told(shownRows(rows, { ...all, namespaces: ["shop"], hide: "severity:error" }))).toEqual(
      ["DestinationRule web 2", "GatewayClass istio 0"],
    );
    expect(shownRows(rows, { ...all, clusters: ["other"] })).toEqual([]);
  });

  it("know an age only by a clock", () => {
    expect(shownRows(rows, { ...all, find: "age>0s", now: null })).toEqual([]);
    expect(momentFor({ find: "severity:error", hide: "" }, now)).toBeNull();
    expect(momentFor({ find: "", hide: "age>30d" }, 0)).toBeNull();
    expect(momentFor({ find: "", hide: "age>30d" }, now + 4_999)).toBe(now);
  });

  it("sort both ways by every column, what is not known last", () => {
    const ages = (direction: "ascending" | "descending") =>
      sortedRows(rows, { column: "age", direction }).map(({ ref }) => ref.kind.split(".")[0]);
    expect(ages("ascending").slice(0, 2)).toEqual(["VirtualService", "DestinationRule"]);
    expect(ages("descending").slice(0, 2)).toEqual(["DestinationRule", "VirtualService"]);
    expect(told(sortedRows(rows, { column: "findings", direction: "descending" }))[0]).toBe(
      "DestinationRule web 2",
    );
  });
});

describe("the window of rows", () => {
  it.each([
    [0, { top: 0, height: 280 }, { from: 0, to: 0, above: 0, below: 0 }],
    [10, { top: 0, height: 280 }, { from: 0, to: 10, above: 0, below: 0 }],
    [2000, { top: 0, height: 280 }, { from: 0, to: 34, above: 0, below: 1966 * 28 }],
    [2000, { top: 28_000, height: 280 }, { from: 988, to: 1022, above: 988 * 28, below: 978 * 28 }],
    [2000, { top: 90_000, height: 280 }, { from: 1966, to: 2000, above: 1966 * 28, below: 0 }],
  ])("of %i rows", (count, sight, expected) => {
    const seen = rowWindow(count, 28, sight);
    expect(seen).toEqual(expected);
    expect(seen.above + seen.below + (seen.to - seen.from) * 28).toBe(count * 28);
  });
});

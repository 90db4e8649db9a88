import { readdirSync, readFileSync } from "node:fs";
import {
  kubernetesObjects,
  type MeshCase,
  meshOf,
  parseCases,
} from "../../../../tools/oracle/mesh-case";
import { documentsIn } from "../../../../tools/oracle/yaml-documents";
import { reduceConfigMap } from "../../manifest/mesh-config";
import { createInventory, type Inventory, type RawObject } from "../../model/inventory";
import { bareKind } from "../../model/kinds";
import { indexSnapshot, type MeshIndex } from "../../model/mesh-index";
import { configKindOf } from "../../model/raw/config";
import { advance } from "../../model/snapshot";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { settingsOf } from "../../routing/spec/settings-of";
import { analyse } from "../analyse";
import type { Finding } from "../finding";
import { absentKinds } from "../inputs/absent-kinds";
import type { AnalysisInputs, ObservedCall } from "../inputs/analysis-inputs";
import { readAnalysisInputs } from "../inputs/read-inputs";

/**
 * A case: a small mesh, what is wrong with it, and what `istioctl analyze` says of the same objects. A workload with the label
 * `ready: "false"` has no ready pod, one with `pods: "0"` none at all. Beside Istio's objects stand any others of a cluster; a Secret says
 * the dates of its certificate itself (`certificate`), as the adapters do that read them.
 */
export type AnalysisCase = MeshCase & {
  readonly finds?: readonly string[];
  readonly istioctl?: readonly string[];
  /** What `istioctl analyze --use-kube=false` says of Istio's own objects alone. */
  readonly fromFiles?: readonly string[];
  /** Codes that differ from istioctl on purpose, with the reason. */
  readonly differs?: Readonly<Record<string, string>>;
  /** Istio 1.`minor` of the control plane, where it is not the newest that is known. */
  readonly minor?: number;
  /** Codes that are said only where they are asked for. */
  readonly also?: readonly string[];
  /** Traffic that was seen, workloads as `namespace/name`; a caller, a rate or what is left out is not known. */
  readonly calls?: readonly {
    readonly from?: string;
    readonly to: string;
    readonly host: string;
    readonly perSecond?: number;
    readonly mutualTls?: boolean;
  }[];
  /** What the webhook's rules say of an object, by its name. */
  readonly validation?: Readonly<
    Record<string, { readonly error?: string; readonly warning?: string }>
  >;
};

const folder = new URL("../testdata/", import.meta.url);

/** The tables of cases: analyzer to file. A table lies in the folder of its analyzer's group. */
export const caseFiles: ReadonlyMap<string, URL> = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => [file.replace(/^.*\//, "").replace(/\.yaml$/, ""), new URL(file, folder)]),
);

export const readCases = (file: URL): readonly AnalysisCase[] =>
  parseCases(readFileSync(file, "utf8"));

/** The cluster of a case. */
const CLUSTER = "c";
const NOW = "2026-01-01T00:00:00.000Z";

export type CaseObject = RawObject & {
  /** Another cluster of the mesh; istioctl is not told of its objects. */
  readonly cluster?: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
};

/** All objects of a case as a cluster has them, each once, with their namespaces; workloads without pods are none. */
export function caseObjects(c: AnalysisCase): readonly CaseObject[] {
  const workloads = Object.entries(c.workloads).filter(([, labels]) => labels["pods"] !== "0");
  const text = kubernetesObjects({ ...c, workloads: Object.fromEntries(workloads) });
  // Our own files, in which every document is an object.
  const objects = documentsIn(text) as readonly CaseObject[];
  const spaces = objects.flatMap(({ metadata: { namespace } }) => namespace ?? []);
  const last = new Map(
    [...spaces.map(namespaceObject), ...objects].map((o) => [
      `${o.cluster} ${o.apiVersion} ${o.kind} ${o.metadata.namespace} ${o.metadata.name}`,
      o,
    ]),
  );
  return [...last.values()];
}

const namespaceObject = (name: string): CaseObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

export const isIstios = ({ apiVersion, kind }: CaseObject): boolean =>
  configKindOf(apiVersion, kind) !== null;

/** The mesh of a case as it is judged. */
export function caseIndex(c: AnalysisCase): MeshIndex {
  const index = meshOf(c);
  const unready = index.all("Workload").flatMap((w) => {
    const none = w.podLabels["pods"] === "0";
    if (!none && w.podLabels["ready"] !== "false") return [];
    const current = none ? 0 : 1;
    const resource = { ...w, replicas: { desired: 1, current, ready: 0 } };
    return [{ type: "put" as const, resource }];
  });
  return indexSnapshot(advance(index.snapshot, [...unready, ...ownObjects(c)]));
}

/** Objects that the case writes out itself and those that its short form leaves out, as the inventory reads them. */
function ownObjects(c: AnalysisCase) {
  const inventories = new Map<string, Inventory>();
  const inventoryOf = (cluster: string): Inventory => {
    const known = inventories.get(cluster) ?? createInventory(cluster);
    inventories.set(cluster, known);
    return known;
  };
  const written = caseObjects({ ...c, workloads: {}, services: {} });
  const namespaces = caseObjects(c).filter((o) => o.kind === "Namespace");
  const withStatus = written.filter((o) => isIstios(o) && "status" in o);
  const others = written.filter((o) => !isIstios(o) && o.kind !== "Namespace");
  return [...namespaces, ...withStatus, ...others].flatMap((o) =>
    inventoryOf(o.cluster ?? CLUSTER).put(o.kind === "ConfigMap" ? reduceConfigMap(o) : o),
  );
}

export function caseInputs(c: AnalysisCase): AnalysisInputs {
  const { validation, also, calls } = c;
  const inputs = {
    ...readAnalysisInputs(CLUSTER, caseObjects(c), new Set(), NOW),
    ...(also === undefined ? {} : { also: new Set(also) }),
    ...(calls === undefined ? {} : { calls: calls.map(observedCall) }),
  };
  if (validation === undefined) return inputs;
  return {
    ...inputs,
    validate: ({ meta }) => {
      const { error, warning } = validation[meta.name] ?? {};
      return [
        ...(error ? [{ severity: "error" as const, path: ["spec"], message: error }] : []),
        ...(warning ? [{ severity: "warning" as const, path: ["spec"], message: warning }] : []),
      ];
    },
  };
}

const observedCall = (call: NonNullable<AnalysisCase["calls"]>[number]): ObservedCall => ({
  from: call.from === undefined ? null : `${CLUSTER}/Workload/${call.from}`,
  to: `${CLUSTER}/Workload/${call.to}`,
  host: call.host,
  perSecond: call.perSecond ?? null,
  mutualTls: call.mutualTls ?? null,
});

export function caseSettings(c: AnalysisCase, index: MeshIndex): MeshSettings {
  const settings = settingsOf(index, CLUSTER);
  return c.minor === undefined ? settings : { ...settings, version: { minor: c.minor } };
}

/** All that is found in a case. */
export function caseFindings(c: AnalysisCase): readonly Finding[] {
  const index = caseIndex(c);
  return analyse(index, undefined, caseSettings(c, index), caseInputs(c));
}

/** What is found in Istio's objects of a case alone, as they lie in the files of a pull request. */
export function fileFindings(c: AnalysisCase): readonly Finding[] {
  const index = caseIndex({ ...c, workloads: {}, services: {}, objects: fileObjects(c) });
  const own = caseObjects(c).filter(isIstios);
  const { validate } = caseInputs(c);
  const inputs = { ...readAnalysisInputs(CLUSTER, own, absentKinds(own), NOW), validate };
  return analyse(index, undefined, caseSettings(c, index), inputs);
}

const fileObjects = (c: AnalysisCase): string =>
  caseObjects(c)
    .filter(isIstios)
    .map((o) => JSON.stringify(o))
    .join("\n---\n");

/** `IST0101 error VirtualService b/r spec.http[0].route[0].destination.host {reftype: host, refval: nope} fix: …` */
export function findingText(f: Finding): string {
  const facts = Object.entries(f.facts).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : value}`,
  );
  const place = pathText(f.path);
  const head = `${f.code} ${f.severity} ${objectText(f)}`;
  return `${head}${place === "" ? "" : ` ${place}`} {${facts.join(", ")}}${fixText(f.fix)}`;
}

/** As istioctl names an object: `Pod b/p`, `Namespace b`. */
const objectText = ({ ref: { kind, namespace, name } }: Finding): string =>
  `${bareKind(kind)} ${namespace === "" ? "" : `${namespace}/`}${name}`;

const pathText = (path: Finding["path"]): string =>
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);

function fixText(fix: Finding["fix"]): string {
  if (fix === null) return "";
  const changes = fix.changes.map((c) => {
    const to = c.op === "remove" ? "" : ` ${JSON.stringify(c.to)}`;
    return `${c.op} ${pathText(c.path)}${to}`;
  });
  return ` fix ${bareKind(fix.ref.kind)} ${fix.ref.name}: ${changes.join("; ")}`;
}

/** What istioctl says of a finding: code and object. */
export const istioctlText = (f: Finding): string => `${f.code} ${objectText(f)}`;

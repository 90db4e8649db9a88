import { readdirSync, readFileSync } from "node:fs";
import { type MeshCase, meshOf, parseCases } from "../../../../tools/oracle/mesh-case";
import { bareKind } from "../../model/kinds";
import { indexSnapshot, type MeshIndex } from "../../model/mesh-index";
import { advance } from "../../model/snapshot";
import type { Finding } from "../finding";

/**
 * A case: a small mesh, what is wrong with it, and what `istioctl analyze` says of the same objects. A workload with the label
 * `ready: "false"` has no ready pod, one with `pods: "0"` none at all.
 */
export type AnalysisCase = MeshCase & {
  readonly finds?: readonly string[];
  readonly istioctl?: readonly string[];
  /** Codes that differ from istioctl on purpose, with the reason. */
  readonly differs?: Readonly<Record<string, string>>;
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
  return indexSnapshot(advance(index.snapshot, unready));
}

/** `IST0101 error VirtualService b/r spec.http[0].route[0].destination.host {reftype: host, refval: nope} fix: …` */
export function findingText(f: Finding): string {
  const facts = Object.entries(f.facts).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : value}`,
  );
  const place = pathText(f.path);
  const head = `${f.code} ${f.severity} ${bareKind(f.ref.kind)} ${f.ref.namespace}/${f.ref.name}`;
  return `${head}${place === "" ? "" : ` ${place}`} {${facts.join(", ")}}${fixText(f.fix)}`;
}

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
export const istioctlText = (f: Finding): string =>
  `${f.code} ${bareKind(f.ref.kind)} ${f.ref.namespace}/${f.ref.name}`;

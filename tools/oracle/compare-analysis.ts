/**
 * Compares Heddle's analysis of a whole cluster with that of istioctl, code by code and object by object:
 * `npx tsx tools/oracle/compare-analysis.ts`. Asks the cluster of KUBECONFIG, writes nothing there. Prints what only one of them says.
 */
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { analyse } from "../../lib/mesh/analysis/analyse";
import { ANALYZERS } from "../../lib/mesh/analysis/analyzers";
import type { AnalysisInputs } from "../../lib/mesh/analysis/inputs/analysis-inputs";
import { readAnalysisInputs } from "../../lib/mesh/analysis/inputs/read-inputs";
import { istioctlText } from "../../lib/mesh/analysis/testing/analysis-case";
import { reduceConfigMap } from "../../lib/mesh/manifest/mesh-config";
import { createInventory, type RawObject } from "../../lib/mesh/model/inventory";
import { CONFIG_KINDS } from "../../lib/mesh/model/kinds";
import { indexSnapshot } from "../../lib/mesh/model/mesh-index";
import { recordAt, textAt } from "../../lib/mesh/model/raw/value";
import { advance, emptySnapshot } from "../../lib/mesh/model/snapshot";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { webhookProblems } from "../../lib/mesh/validation/validate";
import { kubectl } from "./analysis-world";

const CLUSTER = "c";
const list = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
const messages = z.array(z.object({ code: z.string(), origin: z.string() }));

const RESOURCES = [
  "namespaces",
  "services",
  "endpointslices.discovery.k8s.io",
  "pods",
  "nodes",
  "secrets",
  "configmaps",
  "serviceaccounts",
  ...["deployments", "statefulsets", "daemonsets", "replicasets"].map((r) => `${r}.apps`),
  "mutatingwebhookconfigurations",
  "validatingwebhookconfigurations",
  "customresourcedefinitions",
];

function objectsOf(resource: string): readonly RawObject[] {
  const text = kubectl(["get", resource, "-A", "-o", "json"], "", true);
  return text === "" ? [] : list.parse(JSON.parse(text)).items;
}

function forInventory(object: RawObject): RawObject {
  if (object["kind"] === "ConfigMap") return reduceConfigMap(object);
  const encoded = textAt(recordAt(object, "data"), "tls.crt");
  if (object["kind"] !== "Secret" || encoded === null) return object;
  try {
    const { validFrom, validTo } = new X509Certificate(Buffer.from(encoded, "base64"));
    const [notBefore, notAfter] = [validFrom, validTo].map((t) => new Date(t).toISOString());
    return { ...object, certificate: { notBefore, notAfter, dnsNames: [] } };
  } catch {
    return object;
  }
}

const config = CONFIG_KINDS.map((k) => `${k.plural}.${k.group}`);
const objects = [...RESOURCES, ...config].flatMap(objectsOf);
const inventory = createInventory(CLUSTER);
const events = objects.flatMap((o) => inventory.put(forInventory(o)));
const index = indexSnapshot(advance(emptySnapshot, events));
const inputs: AnalysisInputs = {
  ...readAnalysisInputs(CLUSTER, objects, new Set(), new Date().toISOString()),
  validate: ({ kind, meta, spec }) => webhookProblems(kind, meta, spec),
};
const codes = new Set(ANALYZERS.flatMap((a) => a.codes.map((c) => c.code)));
const ours = new Set(
  analyse(index, undefined, settingsOf(index, CLUSTER), inputs)
    .map(istioctlText)
    .filter((line) => line.startsWith("IST")),
);
const { stdout } = spawnSync("istioctl", ["analyze", "-A", "-o", "json"], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "pipe"],
});
const said = messages.parse(JSON.parse(stdout.slice(stdout.search(/^(\[|null)/m))) ?? []);
const theirs = new Set(said.filter((m) => codes.has(m.code)).map((m) => `${m.code} ${m.origin}`));
const only = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  [...a].filter((line) => !b.has(line)).toSorted();
const lines = [
  ...only(ours, theirs).map((line) => `Heddle alone: ${line}`),
  ...only(theirs, ours).map((line) => `istioctl alone: ${line}`),
];
process.stdout.write(
  `${objects.length} objects, ${theirs.size} messages of istioctl, ${lines.length} differ\n${lines.join("\n")}\n`,
);
process.exitCode = lines.length === 0 ? 0 : 1;

/**
 * Writes into tables of findings what `istioctl analyze` says of the same objects, and with `--finds` also what Heddle says, to be read
 * before it is kept: `npx tsx tools/oracle/record-analysis.ts [--live] [--finds] FILE...`. Wants `istioctl` on the PATH.
 *
 * From files alone istioctl asks nothing about Services and pods. With `--live` those are made in the cluster of KUBECONFIG, in namespaces
 * of the cases: use an empty one (a lab with `--world none`).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments, parseDocument } from "yaml";
import { z } from "zod";
import { analyse } from "../../lib/mesh/analysis/analyse";
import type { Analyzer } from "../../lib/mesh/analysis/analyzer";
import { ANALYZERS } from "../../lib/mesh/analysis/analyzers";
import {
  type AnalysisCase,
  caseIndex,
  findingText,
  readCases,
} from "../../lib/mesh/analysis/testing/analysis-case";
import { bareKind } from "../../lib/mesh/model/kinds";
import { kubernetesObjects } from "./mesh-case";

const messages = z.array(z.object({ code: z.string(), origin: z.string() }));

const live = process.argv.includes("--live");

function run(command: string, args: readonly string[], input = ""): string {
  const { stdout, stderr, status } = spawnSync(command, [...args], { encoding: "utf8", input });
  if (command === "kubectl" && status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** The world of a case in the cluster, and nothing else in its namespaces. */
function makeWorld(c: AnalysisCase): void {
  const all = kubernetesObjects({ ...c, objects: "" })
    .split("\n---\n")
    .filter(Boolean);
  const objects = all.map((text) => JSON.parse(text)).filter((o) => o.kind !== "EndpointSlice");
  const spaces = objects.filter((o) => o.kind === "Namespace").map((o) => o.metadata.name);
  run("kubectl", ["apply", "-f", "-"], list(objects.filter((o) => o.kind === "Namespace")));
  for (const space of spaces.filter((s) => s !== "istio-system")) {
    const options = ["--all", "--force", "--grace-period=0", "--ignore-not-found"];
    run("kubectl", ["delete", "pods,services", "-n", space, ...options]);
  }
  const made = objects.filter((o) => o.kind !== "Namespace").map(forRealCluster);
  run("kubectl", ["create", "-f", "-"], list(made));
}

const list = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items });

/** Without what only the oracle takes: addresses that the cluster gives itself, containers without an image. */
function forRealCluster(o: { kind: string; metadata: object; spec: Record<string, unknown> }) {
  const { clusterIP: _1, clusterIPs: _2, serviceAccountName: _3, ...spec } = o.spec;
  const containers = [{ name: "app", image: "app" }];
  return { ...o, status: undefined, spec: o.kind === "Pod" ? { ...spec, containers } : spec };
}

let standing = "";

/** Only of the kinds that the analyzer judges: istioctl has the same code for other objects too. */
function askIstioctl(c: AnalysisCase, { judges, codes }: Analyzer): readonly string[] {
  // A workload without pods is none to istioctl, which reads pods.
  const workloads = Object.entries(c.workloads).filter(([, labels]) => labels["pods"] !== "0");
  const world = { ...c, workloads: Object.fromEntries(workloads), objects: "" };
  // To istioctl a document that begins with a brace is JSON.
  const objects = parseAllDocuments(c.objects).map((d) => JSON.stringify(d.toJS()));
  const key = JSON.stringify([world.workloads, world.services]);
  if (live && key !== standing) makeWorld(world);
  standing = key;
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-analyze-"));
  const file = path.join(folder, "objects.yaml");
  writeFileSync(file, [...(live ? [] : [kubernetesObjects(world)]), ...objects].join("\n---\n"));
  const stdout = run("istioctl", ["analyze", `--use-kube=${live}`, "-A", "-o", "json", file]);
  rmSync(folder, { recursive: true });
  const found = messages.parse(JSON.parse(stdout));
  return found
    .filter((m) => codes.some(({ code }) => code === m.code))
    .filter((m) => judges.some((kind) => m.origin.startsWith(`${bareKind(kind)} `)))
    .map((m) => `${m.code} ${m.origin}`)
    .toSorted();
}

const finds = process.argv.includes("--finds");
for (const file of process.argv.slice(2).filter((f) => !f.startsWith("--"))) {
  const document = parseDocument(readFileSync(file, "utf8"));
  const analyzer = ANALYZERS.find((a) => a.name === path.basename(file, ".yaml"));
  if (!analyzer) throw new Error(`${file} belongs to no analyzer`);
  for (const [i, c] of readCases(pathToFileURL(path.resolve(file))).entries()) {
    const said = askIstioctl(c, analyzer);
    if (said.length > 0) document.setIn(["cases", i, "istioctl"], said);
    else document.deleteIn(["cases", i, "istioctl"]);
    if (!finds) continue;
    const ours = analyse(caseIndex(c)).filter((f) =>
      analyzer.codes.some(({ code }) => code === f.code),
    );
    document.setIn(["cases", i, "finds"], ours.map(findingText));
  }
  writeFileSync(file, document.toString({ lineWidth: 0 }));
}

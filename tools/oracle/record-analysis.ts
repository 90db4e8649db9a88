/**
 * Writes into tables of findings what `istioctl analyze` says of the same objects, and with `--finds` also what Heddle says, to be read
 * before it is kept: `npx tsx tools/oracle/record-analysis.ts [--finds] FILE...`. Wants `istioctl` on the PATH.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments, parseDocument } from "yaml";
import { z } from "zod";
import { analyse } from "../../lib/mesh/analysis/analyse";
import { ANALYZERS } from "../../lib/mesh/analysis/analyzers";
import {
  type AnalysisCase,
  caseIndex,
  findingText,
  readCases,
} from "../../lib/mesh/analysis/testing/analysis-case";
import { kubernetesObjects } from "./mesh-case";

const messages = z.array(z.object({ code: z.string(), origin: z.string() }));

function askIstioctl(c: AnalysisCase, codes: ReadonlySet<string>): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-analyze-"));
  const file = path.join(folder, "objects.yaml");
  // A workload without pods is none to istioctl, which reads pods.
  const workloads = Object.entries(c.workloads).filter(([, labels]) => labels["pods"] !== "0");
  // To istioctl a document that begins with a brace is JSON.
  const objects = parseAllDocuments(c.objects).map((d) => JSON.stringify(d.toJS()));
  const world = { ...c, workloads: Object.fromEntries(workloads), objects: objects.join("\n---\n") };
  writeFileSync(file, kubernetesObjects(world));
  const options = ["analyze", "--use-kube=false", "-A", "-o", "json", file];
  const { stdout } = spawnSync("istioctl", options, { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const found = messages.parse(JSON.parse(stdout));
  return found
    .filter((m) => codes.has(m.code))
    .map((m) => `${m.code} ${m.origin}`)
    .toSorted();
}

const finds = process.argv.includes("--finds");
for (const file of process.argv.slice(2).filter((f) => !f.startsWith("--"))) {
  const document = parseDocument(readFileSync(file, "utf8"));
  const analyzer = ANALYZERS.find((a) => a.name === path.basename(file, ".yaml"));
  const codes = new Set(analyzer?.codes.map((info) => info.code));
  for (const [i, c] of readCases(pathToFileURL(path.resolve(file))).entries()) {
    const said = askIstioctl(c, new Set([...codes].filter((code) => code.startsWith("IST"))));
    if (said.length > 0) document.setIn(["cases", i, "istioctl"], said);
    else document.deleteIn(["cases", i, "istioctl"]);
    if (!finds) continue;
    const ours = analyse(caseIndex(c)).filter((f) => codes.has(f.code));
    document.setIn(["cases", i, "finds"], ours.map(findingText));
  }
  writeFileSync(file, document.toString({ lineWidth: 0 }));
}

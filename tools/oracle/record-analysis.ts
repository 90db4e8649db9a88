/**
 * Writes into tables of findings what `istioctl analyze` says of the same objects, and with `--finds` also what Heddle says, to be read
 * before it is kept: `npx tsx tools/oracle/record-analysis.ts [--live | --files] [--finds] FILE...`. Wants `istioctl` on the PATH.
 *
 * From files alone istioctl reads nothing but Istio's own objects, and leaves out every analyzer that needs more. With `--live` the others
 * are made in the cluster of KUBECONFIG: use a throw-away one (a lab with `--world none`), its webhooks are taken out.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { AnyAnalyzer } from "../../lib/mesh/analysis/analyzer";
import { ANALYZERS } from "../../lib/mesh/analysis/analyzers";
import {
  type AnalysisCase,
  type CaseObject,
  caseFindings,
  caseObjects,
  findingText,
  isIstios,
  readCases,
} from "../../lib/mesh/analysis/testing/analysis-case";
import { bareKind } from "../../lib/mesh/model/kinds";
import { createWorld } from "./analysis-world";

const messages = z.array(z.object({ code: z.string(), origin: z.string() }));

const live = process.argv.includes("--live");
/** Leaves the answers of a cluster as they are. */
const filesOnly = process.argv.includes("--files");
const world = live ? createWorld() : null;

const originOf = ({ kind, metadata: { namespace, name } }: CaseObject): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

const ofCluster = (c: AnalysisCase) => (world ? world.show(c) : caseObjects(c).filter(isIstios));

/** Only of the kinds that the analyzer judges, and of the case's own objects: istioctl has the same code for others too. */
function askIstioctl(
  c: AnalysisCase,
  { judges, codes }: AnyAnalyzer,
  files: readonly CaseObject[],
  useCluster: boolean,
): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-analyze-"));
  const file = path.join(folder, "objects.yaml");
  // To istioctl a document that begins with a brace is JSON.
  writeFileSync(file, files.map((o) => JSON.stringify(o)).join("\n---\n"));
  const args = ["analyze", `--use-kube=${useCluster}`, "-A", "-o", "json"];
  const given = files.length > 0 ? [...args, file] : args;
  const { stdout, stderr } = spawnSync("istioctl", given, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  rmSync(folder, { recursive: true });
  // What it has to say of itself comes first.
  const start = stdout.search(/^(\[|null)/m);
  if (start < 0) throw new Error(`${c.name}: ${stderr}`);
  const own = new Set(caseObjects(c).map(originOf));
  return messages
    .parse(JSON.parse(stdout.slice(start)) ?? [])
    .filter((m) => codes.some(({ code }) => code === m.code))
    .filter((m) => judges.some((kind) => m.origin.startsWith(`${bareKind(kind)} `)))
    .filter((m) => own.has(m.origin) || m.origin.startsWith("MeshNetworks "))
    .map((m) => `${m.code} ${m.origin}`)
    .toSorted();
}

/** A case that the cluster refuses is left as it is, and said. */
function ask(c: AnalysisCase, analyzer: AnyAnalyzer): readonly string[] | null {
  try {
    return askIstioctl(c, analyzer, ofCluster(c), live);
  } catch (error) {
    process.stderr.write(`${analyzer.name}, ${c.name}: ${error}\n`);
    return null;
  }
}

const finds = process.argv.includes("--finds");
for (const file of process.argv.slice(2).filter((f) => !f.startsWith("--"))) {
  const document = parseDocument(readFileSync(file, "utf8"));
  const analyzer = ANALYZERS.find((a) => a.name === path.basename(file, ".yaml"));
  if (!analyzer) throw new Error(`${file} belongs to no analyzer`);
  const kinds = new Set<string>(analyzer.judges);
  for (const [i, c] of readCases(pathToFileURL(path.resolve(file))).entries()) {
    const said = filesOnly ? null : ask(c, analyzer);
    if (said !== null && said.length > 0) document.setIn(["cases", i, "istioctl"], said);
    else if (said !== null) document.deleteIn(["cases", i, "istioctl"]);
    const istios = caseObjects(c).filter((o) => isIstios(o) && !("status" in o));
    const alone = istios.length > 0 ? askIstioctl(c, analyzer, istios, false) : [];
    if (alone.length > 0) document.setIn(["cases", i, "fromFiles"], alone);
    else document.deleteIn(["cases", i, "fromFiles"]);
    if (!finds) continue;
    const ours = caseFindings(c).filter(
      (f) => kinds.has(f.ref.kind) && analyzer.codes.some(({ code }) => code === f.code),
    );
    document.setIn(["cases", i, "finds"], ours.map(findingText));
  }
  writeFileSync(file, document.toString({ lineWidth: 0 }));
  process.stdout.write(`${path.basename(file)}\n`);
}

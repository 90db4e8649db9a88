import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type CaseRequest, type DifferentialCase, type KubeObject, textOf } from "./case";
import type { OracleCase } from "./oracle-answer";
import { podOf } from "./pod-of";

// The lab stands beside the project, or where HEDDLE_LAB says.
const LAB = process.env["HEDDLE_LAB"] ?? path.resolve(import.meta.dirname, "../../../shared/lab");
const ORACLE = path.join(LAB, "oracle");

export const hasOracle = (): boolean => existsSync(ORACLE);

/** The objects of each case that Istio's validation takes. */
export function withoutRefused(cases: readonly DifferentialCase[]): readonly DifferentialCase[] {
  const cleaned = runOracle("clean", cases);
  return cases.map((c, i) => {
    const refused = new Set((cleaned[i]?.invalid ?? []).map((o) => o.object));
    const name = ({ kind, metadata }: KubeObject) =>
      `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
    return { ...c, objects: c.objects.filter((o) => !refused.has(name(o))) };
  });
}

/** istiod's answers about every request of the cases. */
export const askOracle = (cases: readonly DifferentialCase[]): readonly OracleCase[] =>
  runOracle("eval", cases);

function runOracle(
  verb: "clean" | "eval",
  cases: readonly DifferentialCase[],
): readonly OracleCase[] {
  const dir = mkdtempSync(path.join(tmpdir(), "heddle-differential-"));
  const [input, output] = [path.join(dir, "in.jsonl"), path.join(dir, "out.jsonl")];
  try {
    writeFileSync(input, `${cases.map((c) => JSON.stringify(oracleCase(c))).join("\n")}\n`);
    execFileSync(ORACLE, [verb, input, output], { stdio: ["ignore", "ignore", "ignore"] });
    return readFileSync(output, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as OracleCase); // the oracle's own format
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** One control plane process that answers case by case: for shrinking, where each question follows from the last answer. */
export function createOracleSession() {
  let child: ChildProcessWithoutNullStreams | null = null;
  let asked = 0;
  let lines: AsyncIterator<string> | null = null;
  const stop = () => {
    child?.stdin.end();
    child = null;
  };
  const ask = async (c: DifferentialCase): Promise<OracleCase> => {
    // Its memory grows with each control plane.
    if (asked % 100 === 0) stop();
    asked += 1;
    if (child === null || lines === null) {
      child = spawn(ORACLE, ["serve", "-"]);
      child.stderr.resume();
      child.on("exit", () => {
        child = null;
      });
      lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    }
    child.stdin.write(`${JSON.stringify(oracleCase(c))}\n`);
    const line = await lines.next();
    return line.done ? { error: "ended", answers: [] } : (JSON.parse(line.value) as OracleCase); // as above
  };
  return { ask, stop };
}

function oracleCase({ id, objects, requests }: DifferentialCase) {
  const config = objects.find((o) => o.kind === "ConfigMap" && o.metadata.name === "istio");
  const mesh = (config?.["data"] as { readonly mesh?: string } | undefined)?.mesh; // made here
  return {
    id,
    objects: textOf(objects.filter((o) => o !== config)),
    ...(mesh !== undefined && { meshConfig: mesh }),
    requests: requests.map((request, i) => ({ id: String(i), ...oracleRequest(objects, request) })),
  };
}

function oracleRequest(objects: readonly KubeObject[], request: CaseRequest) {
  const gateway = request.from.startsWith("gateway:");
  const pod = podOf(objects, request.from);
  const at = request.to.lastIndexOf(":");
  const host = request.to.slice(0, at);
  const { plaintext, sni, method, path: target, headers, claims } = request;
  const status = pod?.["status"] as { readonly podIP?: string } | undefined; // made here
  const spec = pod?.["spec"] as { readonly serviceAccountName?: string } | undefined; // made here
  return {
    ...(gateway && { callMode: "gateway" }),
    from: {
      kind: plaintext ? "none" : gateway ? "gateway" : "sidecar",
      namespace: pod?.metadata.namespace,
      labels: pod?.metadata.labels,
      serviceAccount: spec?.serviceAccountName,
      ip: status?.podIP,
      pod: pod?.metadata.name,
    },
    host,
    port: Number(request.to.slice(at + 1)),
    ...(isIP(host) && { address: host }),
    method,
    path: target,
    headers,
    ...(sni !== undefined && { sni }),
    ...(claims && { jwtClaims: claims }),
    ...(plaintext && { plaintext }),
  };
}

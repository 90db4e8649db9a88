import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubernetesObjects, type MeshCase, parseCall, podIp } from "./mesh-case";

/** The parts of the oracle's answer that the cases compare. */
export type OracleAnswer = {
  readonly outcome: string;
  readonly error?: string;
  readonly routeObject?: string;
  readonly routePath?: string;
  readonly clusters?: readonly {
    readonly name: string;
    readonly host?: string;
    readonly subset?: string;
    readonly port?: number;
    readonly share: number;
    readonly missing?: boolean;
    readonly facts?: {
      readonly type?: string;
      readonly tls?: string;
      readonly destinationRule?: string;
      readonly lb?: string;
      readonly sni?: string;
      readonly outlier?: Readonly<Record<string, number>>;
      readonly connectionPool?: Readonly<Record<string, number>>;
      readonly localityWeighted?: boolean;
    };
    readonly endpoints?: readonly {
      readonly workload?: string;
      readonly tlsMode?: string;
      readonly health?: string;
    }[];
  }[];
  readonly redirect?: { readonly code: number; readonly location?: string };
  readonly rewrite?: { readonly path?: string; readonly authority?: string };
  readonly retry?: { readonly attempts: number; readonly on?: string };
  readonly tcp?: boolean;
  /** What of the request is hashed. */
  readonly hash?: readonly string[];
  readonly directResponse?: { readonly status: number };
  readonly timeoutMs?: number;
  readonly fault?: {
    readonly delayMs?: number;
    readonly delayPercent: number;
    readonly abortStatus?: number;
    readonly abortPercent: number;
  };
  readonly mirrors?: readonly {
    readonly host?: string;
    readonly subset?: string;
    readonly port?: number;
    readonly percent: number;
  }[];
  readonly inbound?: readonly {
    readonly workload: string;
    readonly clientTls: string;
    readonly serverMode: string;
    readonly mtls: boolean;
    readonly error?: string;
    readonly allowed: boolean;
    readonly by?: string;
    readonly custom?: string;
  }[];
  readonly mtls?: string;
  readonly authorization?: string;
  readonly authzBy?: string;
};

export type OracleCase = {
  readonly error?: string;
  readonly invalid?: readonly { readonly object: string; readonly error: string }[];
  readonly answers: readonly OracleAnswer[];
};

const lab = process.env["HEDDLE_LAB"] ?? "../shared/lab";

/** Asks istiod's own generation about every request of the cases. `mode` is the oracle's call mode. */
export function askOracle(
  cases: readonly MeshCase[],
  mode: "outbound" | "e2e",
): readonly OracleCase[] {
  const dir = mkdtempSync(join(tmpdir(), "oracle-"));
  const [input, clean, output] = ["in", "clean", "out"].map((n) => join(dir, `${n}.jsonl`));
  if (!input || !clean || !output) return [];
  try {
    writeFileSync(
      input,
      cases.map((c, i) => JSON.stringify(oracleCase(c, String(i), mode))).join("\n"),
    );
    execFileSync(join(lab, "oracle"), ["clean", input, clean], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    execFileSync(join(lab, "oracle"), ["eval", clean, output], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const invalid = lines<OracleCase>(clean);
    return lines<OracleCase>(output).map((answer, i) => ({
      ...answer,
      invalid: invalid[i]?.invalid ?? [],
    }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const lines = <T>(path: string): readonly T[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T); // the oracle's own format, see its types.go

function oracleCase(c: MeshCase, id: string, mode: "outbound" | "e2e") {
  return {
    id,
    objects: kubernetesObjects(c),
    ...(c.mesh !== undefined && { meshConfig: c.mesh }),
    requests: c.requests.map((request, i) => {
      const { headers, ...call } = { headers: request.headers ?? {}, ...parseCall(request.call) };
      const [namespace = "", name = ""] = request.from.split("/");
      const labels = c.workloads[request.from] ?? {};
      const gateway = labels["istio"]?.includes("gateway") === true;
      const plaintext = labels["sidecar"] === "false";
      return {
        id: String(i),
        ...(mode === "outbound" && { callMode: gateway ? "gateway" : "outbound" }),
        ...(plaintext && { plaintext }),
        ...(request.claims && { jwtClaims: request.claims }),
        from: {
          kind: plaintext ? "none" : gateway ? "gateway" : "sidecar",
          namespace,
          name,
          labels,
          serviceAccount: name,
          ip: podIp(c, request.from),
          pod: `${name}-1`,
        },
        ...call,
        headers,
        ...(request.sni !== undefined && { sni: request.sni }),
      };
    }),
  };
}

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One thing that goes wrong on the way to the API server or to Prometheus. */
export type Fault = {
  readonly target: "api" | "prometheus";
  readonly kind: "latency" | "status" | "drop-watch" | "gone" | "garbage" | "partial" | "close";
  readonly millis?: number;
  readonly code?: number;
  readonly path?: string;
  readonly method?: string;
  readonly count?: number;
};

type User = "admin" | "viewer" | "editor-bookinfo" | "nobody";

/** A mesh on this machine: a real API server, istiod and Prometheus, with fault proxies in front of the first and the last. */
export type Lab = {
  /** `worlds/` and the scripts. */
  readonly folder: string;
  readonly prometheusUrl: string;
  readonly faultyPrometheusUrl: string;
  kubeconfigOf(user: User): string;
  kubectl(...args: readonly string[]): Promise<string>;
  /** Creates or changes one object. */
  create(object: object): Promise<void>;
  start(fault: Fault): Promise<void>;
  /** Ends all faults. */
  heal(): Promise<void>;
  stopComponent(name: "kube-apiserver" | "prometheus"): Promise<void>;
  /** Starts what has ended, and returns when it is ready. */
  restart(): Promise<void>;
};

type Environment = { readonly [name: string]: string | undefined };

/** Why the tests that need a lab are skipped, for their names; `""` when there is one. */
export const withoutLab = (env: Environment): string =>
  labOf(env) === null ? " (skipped: HEDDLE_LAB names no lab that runs)" : "";

/** The lab that `npm run test:cluster` started, or `null`. */
export function labOf(env: Environment): Lab | null {
  const folder = env["HEDDLE_LAB"] ?? "";
  const state = env["LAB_DIR"] ?? "";
  const control = env["FAULT_CONTROL_URL"] ?? "";
  if (control === "" || !existsSync(path.join(folder, "worlds")) || !existsSync(state)) return null;
  const kubeconfigOf = (user: User) => path.join(state, `kubeconfig-${user}`);
  const kubectl = async (...args: readonly string[]) => {
    const all = ["--kubeconfig", kubeconfigOf("admin"), ...args];
    return (await run("kubectl", all, { maxBuffer: 1 << 28 })).stdout;
  };
  return {
    folder,
    prometheusUrl: env["PROMETHEUS_URL"] ?? "",
    faultyPrometheusUrl: env["FAULTY_PROMETHEUS_URL"] ?? "",
    kubeconfigOf,
    kubectl,
    async create(object) {
      const place = mkdtempSync(path.join(tmpdir(), "heddle-proof-"));
      const file = path.join(place, "object.json");
      writeFileSync(file, JSON.stringify(object));
      try {
        await kubectl("apply", "--server-side", "--force-conflicts", "-f", file);
      } finally {
        rmSync(place, { recursive: true });
      }
    },
    async start(fault) {
      const answer = await fetch(control, { method: "POST", body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(`fault control: ${answer.status} ${await answer.text()}`);
    },
    async heal() {
      await fetch(control, { method: "DELETE" });
    },
    async stopComponent(name) {
      await run(path.join(folder, "down"), [name]);
    },
    async restart() {
      await run(path.join(folder, "up"), []);
    },
  };
}

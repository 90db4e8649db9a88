import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CaseRequest,
  type MeshCase,
  meshOf,
  parseCall,
  parseCases,
  podIp,
} from "../../../tools/oracle/mesh-case";
import type { MeshIndex } from "../model/mesh-index";
import type { WorkloadResource } from "../model/resource";
import { resolveHost } from "../routing/hosts";
import { settingsOf } from "../routing/spec/settings-of";
import { authorize, principalOf } from "./authorize";
import { mtlsOutcome, workloadPort } from "./mtls";

// source: istiod 1.30.3 via oracle; each answer in the file is what istiod's own configuration does.
const file = readFileSync(new URL("./testdata/server.yaml", import.meta.url), "utf8");

describe.each(parseCases(file))("$name", (c) => {
  const index = meshOf(c);
  it.each(c.requests)("$from $call", (request) => {
    expect(ours(index, c, request)).toBe(request.answer);
  });
});

function ours(index: MeshIndex, c: MeshCase, request: CaseRequest): string {
  const [namespace = "", name = ""] = request.from.split("/");
  const caller = index.find("Workload", "c", namespace, name);
  const call = parseCall(request.call);
  const target = resolveHost(index, "c", call.host, namespace);
  if (!caller || target.type !== "service") throw new Error(`cannot place ${request.call}`);
  const { service } = target;
  const answers = index.workloadsBehind(service).map((workload) => {
    const at = { caller, service, port: call.port, workload, subset: null };
    const outcome = mtlsOutcome(index, at);
    const mode = workload.proxy === "none" ? "none" : outcome.server.mode;
    const head = `${workload.meta.namespace}/${workload.meta.name}-1: ${mode} ${outcome.result}`;
    if (outcome.result === "refused") return head;
    const secure = outcome.result === "mtls";
    return `${head} ${verdict(index, workload, {
      source: {
        principal: secure ? principalOf(caller, settingsOf(index, "c")) : null,
        ip: podIp(c, request.from),
      },
      port: workloadPort(service, call.port, workload) ?? undefined,
      protocol: "http",
      method: call.method,
      path: call.path,
      host: call.host,
      headers: request.headers ?? {},
    })}`;
  });
  return answers.join(", ");
}

function verdict(
  index: MeshIndex,
  workload: WorkloadResource,
  request: Parameters<typeof authorize>[2],
): string {
  const found = authorize(index, workload, request);
  const by = found.by ? ` by ${found.by.namespace}/${found.by.name} ${found.path}` : "";
  const words = { allow: "allowed", deny: "denied", uncertain: "uncertain" };
  return `${words[found.verdict]}${by}`;
}

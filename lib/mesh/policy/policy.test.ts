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
import type { AuthorizationRequest } from "./authorization-request";
import { authorize, principalOf } from "./authorize";
import type { MtlsOutcome } from "./connection/connection";
import { mtlsOutcome, workloadPort } from "./mtls";
import { normalizePath } from "./normalize-path";
import { verifyToken } from "./tokens";

// source: istiod 1.30.3 via oracle; each answer in the files is what istiod's own configuration does.
describe.each(["server", "connections", "rules", "tokens"])("%s", (name) => {
  const file = readFileSync(new URL(`./testdata/${name}.yaml`, import.meta.url), "utf8");
  describe.each(parseCases(file))("$name", (c) => {
    const index = meshOf(c);
    it.each(c.requests)("$from $call $headers $claims", (request) => {
      expect(ours(index, c, request)).toBe(request.answer);
    });
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
    const http = call.protocol === "http";
    const at = { caller, service, port: call.port, workload, subset: null, http };
    const outcome = mtlsOutcome(index, at);
    const mode = workload.proxy === "none" ? "none" : outcome.server.mode;
    const head = `${workload.meta.namespace}/${workload.meta.name}-1: ${mode} ${outcome.result}`;
    if (outcome.result === "refused") return head;
    return `${head} ${verdict(index, workload, outcome, {
      source: {
        principal: outcome.result === "mtls" ? principalOf(caller, settingsOf(index, "c")) : null,
        ip: podIp(c, request.from),
        remoteIp: podIp(c, request.from),
        claims: request.claims ?? null,
      },
      ip: podIp(c, `${workload.meta.namespace}/${workload.meta.name}`),
      port: workloadPort(service, call.port, workload) ?? undefined,
      protocol: outcome.layer,
      method: call.method,
      path: normalizePath(call.path, settingsOf(index, "c").pathNormalization),
      host: call.host,
      headers: request.headers ?? {},
      sni: outcome.result === "plaintext" ? null : outcome.sni,
    })}`;
  });
  return answers.join(", ");
}

function verdict(
  index: MeshIndex,
  workload: WorkloadResource,
  { layer }: MtlsOutcome,
  request: AuthorizationRequest,
): string {
  const token = layer === "http" ? request.source.claims : null;
  const reading = verifyToken(index, { workload }, token);
  if (reading.result === "invalid") return "denied by jwt";
  const source = { ...request.source, claims: reading.claims };
  const found = authorize(index, workload, { ...request, source });
  const by = found.by ? ` by ${found.by.namespace}/${found.by.name} ${found.path}` : "";
  const words = { allow: "allowed", deny: "denied", uncertain: "uncertain" };
  return `${words[found.verdict]}${by}`;
}

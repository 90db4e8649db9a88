import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CaseRequest,
  kubernetesObjects,
  type MeshCase,
  parseCall,
  parseCases,
} from "../../../tools/oracle/mesh-case";
import { heddleTrace } from "../../../tools/oracle/trace-text";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../offline/offline-mesh";
import { settingsOf } from "../routing/spec/settings-of";
import type { TraceMesh } from "./mesh";
import { traceRequest } from "./trace";

// source: istiod 1.30.3 via oracle (tools/oracle/record.ts trace); each answer in the files is what istiod's own configuration does.
const folder = new URL("./testdata/", import.meta.url);

describe.each(readdirSync(folder).sort())("%s", (file) => {
  const cases = parseCases(readFileSync(new URL(file, folder), "utf8"));
  describe.each(cases)("$name", (c) => {
    const mesh = meshOf(c);
    it.each(c.requests)("$from $call", (request) => {
      expect(ours(mesh, request)).toBe(request.answer);
    });
  });
});

function meshOf(c: MeshCase): TraceMesh {
  const { index } = readOfflineMesh([{ name: "case", text: kubernetesObjects(c) }]);
  return { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
}

function ours(mesh: TraceMesh, request: CaseRequest): string {
  const [namespace = "", name = ""] = request.from.split("/");
  const caller = mesh.index
    .inNamespace("Workload", OFFLINE_CLUSTER, namespace)
    .find((w) => w.pods.some((p) => p.name === `${name}-1`));
  if (!caller) throw new Error(`no workload ${request.from}`);
  const answer = traceRequest(mesh, {
    from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace, name: caller.meta.name },
    ...parseCall(request.call),
    headers: request.headers ?? {},
    sni: request.sni ?? null,
    claims: null,
    plaintext: false,
  });
  expect(answer.uncertain).toEqual([]);
  return heddleTrace(answer);
}

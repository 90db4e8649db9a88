import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CaseRequest,
  kubernetesObjects,
  type MeshCase,
  parseCall,
  parseCases,
} from "../../../../tools/oracle/mesh-case";
import { heddleSettings } from "../../../../tools/oracle/settings-text";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOf } from "../../routing/spec/settings-of";
import type { TraceMesh } from "../mesh";
import { traceRequest } from "../trace";

// source: istiod 1.30.3 via oracle (tools/oracle/record.ts settings); each answer is what istiod's own clusters and routes say.
const cases = parseCases(
  readFileSync(new URL("./testdata/settings.yaml", import.meta.url), "utf8"),
);

describe("settings at a destination", () => {
  describe.each(cases)("$name", (c) => {
    const mesh = meshOf(c);
    it.each(c.requests)("$from $call", (request) => {
      expect(heddleSettings(answerTo(mesh, request))).toBe(request.answer);
    });
  });
});

function meshOf(c: MeshCase): TraceMesh {
  const { index } = readOfflineMesh(
    [{ name: "case", text: kubernetesObjects(c) }],
    c.mesh === undefined ? {} : { meshConfig: { name: "mesh", text: c.mesh } },
  );
  return { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
}

function answerTo(mesh: TraceMesh, { from, call }: CaseRequest) {
  const [namespace = "", name = ""] = from.split("/");
  const caller = mesh.index
    .inNamespace("Workload", OFFLINE_CLUSTER, namespace)
    .find((w) => w.pods.some((p) => p.name === `${name}-1`));
  if (!caller) throw new Error(`no workload ${from}`);
  return traceRequest(mesh, {
    from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace, name: caller.meta.name },
    ...parseCall(call),
    headers: {},
    sni: null,
    claims: null,
    plaintext: false,
  });
}

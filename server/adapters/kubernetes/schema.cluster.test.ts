import { afterAll, describe, expect, it } from "vitest";
import { bundledKinds, loadBundledSchema } from "@/lib/mesh/manifest/schema/bundled-schemas";
import { describeSchema } from "@/lib/mesh/manifest/schema/describe-schema";
import type { SchemaNode } from "@/lib/mesh/manifest/schema/schema";
import { objectSchema } from "@/lib/mesh/manifest/schema/validate-object";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import { createKubernetesCluster, type KubernetesCluster } from "./kubernetes-cluster";
import { systemClock } from "./testing/system-clock";

// The API server is the same in every mode of the lab, so one of them is enough.
const inThisMode = (process.env["HEDDLE_LAB_MODE"] ?? "ghost") === "ghost";
const admin = inThisMode ? (process.env["KUBECONFIG"] ?? "") : "";
const nobody = inThisMode ? (process.env["KUBECONFIG_NOBODY"] ?? "") : "";
const signal = new AbortController().signal;

const open: KubernetesCluster[] = [];
async function connectTo(path: string): Promise<KubernetesCluster> {
  const made = await createKubernetesCluster({
    kubeconfig: { kind: "files", paths: [path] },
    context: null,
    cluster: "lab",
    namespaces: [],
    clock: systemClock,
    random: Math.random,
  });
  if (!made.ok) throw new Error(made.error.code);
  open.push(made.value);
  return made.value;
}

afterAll(async () => {
  for (const cluster of open) await cluster.close();
});

const PLAIN = { description: null };

/** The bundled schemas have no words of their own. */
function withoutWords(node: SchemaNode): SchemaNode {
  return {
    ...node,
    ...PLAIN,
    properties: new Map([...node.properties].map(([key, child]) => [key, withoutWords(child)])),
    additional: node.additional && withoutWords(node.additional),
    items: node.items && withoutWords(node.items),
  };
}

describe.skipIf(admin === "")("schemas as a real API server serves them", () => {
  const cases = bundledKinds.flatMap((kind) => {
    const info = configKindInfo(kind);
    return info === null ? [] : [{ kind, version: info.versions[0] ?? "" }];
  });

  it.for(cases)("$kind says what the bundled one says", async ({ kind, version }, { skip }) => {
    const cluster = await connectTo(admin);
    const served = await cluster.schema(kind, version, signal);
    const bundled = (await loadBundledSchema(kind))?.ofVersion(version) ?? null;
    if (!served.ok) throw new Error(served.error.code);
    if (served.value === null || bundled === null) return skip("not served here");
    expect(withoutWords(objectSchema(served.value))).toEqual(withoutWords(bundled));
  });

  it("has the CRD's own words", async () => {
    const cluster = await connectTo(admin);
    const served = await cluster.schema("VirtualService.networking.istio.io", "v1", signal);
    if (!served.ok || served.value === null) throw new Error("not served");
    const hosts = describeSchema(objectSchema(served.value), ["spec", "hosts"]);
    expect(hosts?.description).toMatch(/destination hosts/);
  });

  it.skipIf(nobody === "")(
    "are read by a user without any right, and again when asked again",
    async () => {
      const cluster = await connectTo(nobody);
      const first = await cluster.schema("VirtualService.networking.istio.io", "v1", signal);
      expect(first).toMatchObject({ ok: true, value: { type: "object" } });
      const again = await cluster.schema("VirtualService.networking.istio.io", "v1", signal);
      // The same object: the server said that nothing has changed.
      expect(first.ok && again.ok && first.value === again.value).toBe(true);
    },
  );
});

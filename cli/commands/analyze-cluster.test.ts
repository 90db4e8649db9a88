import { describe, expect, it } from "vitest";
import type { ReadCluster, ReadGap } from "../../lib/mesh/offline/cluster-read";
import { err, ok } from "../../lib/result";
import { call } from "../testing/call";

const object = (apiVersion: string, kind: string, name: string, more: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name, ...(kind === "Namespace" ? {} : { namespace: "shop" }) },
  ...more,
});

const ISTIO = "networking.istio.io/v1";
const service = (name: string) =>
  object("v1", "Service", name, {
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80 }] },
  });
const route = (name: string, host: string) =>
  object(ISTIO, "VirtualService", name, {
    spec: { hosts: [name], http: [{ route: [{ destination: { host } }] }] },
  });
const namespace = {
  ...object("v1", "Namespace", "shop"),
  metadata: { name: "shop", labels: { "istio-injection": "enabled" } },
};

const cluster =
  (objects: readonly object[], gaps: readonly ReadGap[] = []): ReadCluster =>
  async () =>
    ok({
      objects: objects.map((o) => ({ ...o })),
      gaps,
      schemaOf: async () => null,
      close: async () => {},
    });

const gap = (resource: string, more: Partial<ReadGap> = {}): ReadGap => ({
  resource,
  kinds: [],
  reason: "forbidden",
  readIn: [],
  detail: `${resource} is forbidden`,
  ...more,
});

async function analyze(readCluster: ReadCluster, args: readonly string[], input = "") {
  const all = ["analyze", ...args, "--use-cluster", "-o", "json"];
  const { exit, out, err: said } = await call(all, { input, readCluster });
  const found: readonly {
    code: string;
    object: object;
    file: string | null;
    line: number | null;
  }[] = out === "" ? [] : JSON.parse(out);
  return { exit, said, found: found.filter(({ code }) => code.startsWith("IST")) };
}

describe("heddle analyze --use-cluster", () => {
  const standing = [namespace, service("cart"), route("cart", "carts")];

  it("names objects of the cluster, which are in no file", async () => {
    const { exit, found } = await analyze(cluster(standing), []);
    expect(exit).toBe(1);
    expect(found).toMatchObject([
      {
        code: "IST0101",
        object: { apiVersion: ISTIO, kind: "VirtualService", namespace: "shop", name: "cart" },
        file: null,
        line: null,
      },
    ]);
  });

  it("takes a file's object in place of the cluster's, and the cluster's for what files leave out", async () => {
    const mended = JSON.stringify(route("cart", "cart"));
    expect((await analyze(cluster(standing), ["-"], mended)).found).toEqual([]);
    const broken = JSON.stringify(route("cart", "basket"));
    const { found } = await analyze(cluster(standing), ["-"], broken);
    expect(found).toMatchObject([{ code: "IST0101", file: "(standard input)", line: 1 }]);
  });

  it("notes the right that is missing, and concludes nothing from what may not be read", async () => {
    const without = [namespace, route("cart", "cart")];
    const read = cluster(without, [gap("services", { kinds: ["Service"] }), gap("secrets")]);
    const { exit, found, said } = await analyze(read, []);
    expect({ exit, found }).toEqual({ exit: 0, found: [] });
    expect(said.split("\n")[0]).toBe(
      "Not read, for the right to list them is missing: secrets, services. Nothing is concluded from their absence.",
    );
  });

  it("ends with 2 where a part could not be read, or the cluster does not answer", async () => {
    const failed = gap("pods", {
      reason: "failed",
      detail: "HTTP 500",
      kinds: ["Workload", "Pod"],
    });
    const part = await analyze(cluster(standing, [failed]), []);
    expect(part.exit).toBe(2);
    expect(part.found).toHaveLength(1);
    expect(part.said).toContain("pods (HTTP 500)");
    const away = await analyze(
      async () => err({ code: "no-answer", url: "https://a", detail: "ECONNREFUSED" }),
      [],
    );
    expect(away.exit).toBe(2);
    expect(away.said).toContain("The cluster at https://a does not answer: ECONNREFUSED.");
  });

  it("is asked with the kubeconfig and the context, which alone are enough to ask", async () => {
    const asked: unknown[] = [];
    const readCluster: ReadCluster = async (target) => {
      asked.push(target);
      return cluster(standing)(target);
    };
    await call(["analyze", "--kubeconfig", "/k", "--context", "c", "-n", "shop"], { readCluster });
    expect(asked).toEqual([
      { kubeconfig: "/k", context: "c", namespaces: ["shop"], wants: "objects" },
    ]);
  });

  it("knows from the cluster whether discoverySelectors take a namespace of the files", async () => {
    const config = {
      ...object("v1", "ConfigMap", "istio", {
        data: { mesh: 'discoverySelectors: [{ matchLabels: { mesh: "true" } }]' },
      }),
      metadata: { name: "istio", namespace: "istio-system" },
    };
    const input = [config, route("cart", "carts")].map((o) => JSON.stringify(o)).join("\n---\n");
    const codes = async (...args: Parameters<typeof call>) => {
      const { out, err: said } = await call(...args);
      const found: readonly { code: string; object: { kind: string } }[] = JSON.parse(out);
      const ofRoute = found.filter(({ object: { kind } }) => kind === "VirtualService");
      return { said, codes: ofRoute.map(({ code }) => code) };
    };
    const options = ["analyze", "-", "-o", "json", "--istio-version", "1.30"];
    expect(await codes(options, { input })).toEqual({
      said: "Whether discoverySelectors take the namespaces istio-system, shop is not known, for nothing says their labels: they are read as if seen. A Namespace object or --use-cluster says them.",
      codes: [],
    });
    const beside = (labels: object) =>
      cluster([
        { ...namespace, metadata: { name: "shop", labels } },
        { ...namespace, metadata: { name: "istio-system" } },
      ]);
    const within = (labels: object) =>
      codes([...options, "--use-cluster"], { input, readCluster: beside(labels) });
    expect(await within({})).toEqual({ said: "", codes: ["HED130"] });
    expect(await within({ mesh: "true" })).toEqual({ said: "", codes: ["IST0101", "HED109"] });
  });
});

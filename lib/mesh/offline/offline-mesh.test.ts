import { describe, expect, it } from "vitest";
import { refOf } from "../model/resource";
import { settingsOf } from "../routing/spec/settings-of";
import { OFFLINE_CLUSTER, offlineLineOf, readOfflineMesh } from "./offline-mesh";

const names = (text: string, more: readonly string[] = []) => {
  const mesh = readOfflineMesh([text, ...more].map((t, i) => ({ name: `${i}.yaml`, text: t })));
  return {
    mesh,
    held: [...mesh.index.snapshot.resources.values()].map((r) => {
      const { kind, namespace, name } = refOf(r);
      return `${kind} ${namespace}/${name}`;
    }),
    problems: mesh.problems.map((p) => `${p.file}:${p.line} ${p.code} ${p.detail}`),
  };
};

const service = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n";

describe("a mesh from files", () => {
  it("holds the objects of documents and lists, each in its namespace", () => {
    const { held, problems } = names(
      `${service}---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: shop}\n- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n  metadata: {name: r}\n  spec: {hosts: [api]}\n`,
      ['{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s","namespace":"shop"}}'],
    );
    expect(held).toEqual([
      "Service shop/api",
      "Namespace /shop",
      "VirtualService.networking.istio.io default/r",
      "ServiceAccount shop/s",
    ]);
    expect(problems).toEqual([]);
  });

  it("says what it could not read, where, and reads the rest", () => {
    const { held, problems } = names(
      `a: [1\n---\n${service}---\n- 1\n---\nkind: Service\nmetadata: {name: x}\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {}\n`,
    );
    expect(held).toEqual(["Service shop/api"]);
    expect(problems.map((p) => p.replace(/(syntax) .*/, "$1"))).toEqual([
      "0.yaml:1 syntax",
      "0.yaml:7 not-an-object list",
      "0.yaml:9 no-api-version apiVersion",
      "0.yaml:17 no-name metadata.name",
    ]);
  });

  it("keeps objects of other kinds with a note, and notes what comes twice", () => {
    const { mesh, problems } = names(
      "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n",
      [service, service],
    );
    expect(mesh.objects.map((o) => o.identity.kind)).toEqual(["Thing", "Service", "Service"]);
    expect(problems).toEqual([
      "0.yaml:1 kind-not-used Thing default/t",
      "2.yaml:1 repeated Service shop/api",
    ]);
  });

  it("has of a ConfigMap the keys, and notes those that no policy takes an authority from", () => {
    const map = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {ca.crt: PEM, empty: ""}\n`;
    const policy =
      "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: p, namespace: shop}\nspec: {validation: {caCertificateRefs: [{kind: ConfigMap, name: ca}]}}\n";
    const { mesh, problems } = names(policy, [map("ca"), map("other")]);
    const known = mesh.index.find("CaConfigMap", OFFLINE_CLUSTER, "shop", "ca");
    expect(known).toMatchObject({ keys: ["ca.crt"], complete: true });
    expect(problems).toEqual(["2.yaml:1 kind-not-used ConfigMap shop/other"]);
  });

  it("makes workloads of templates, and does not know their endpoints", () => {
    const deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\nspec: {template: {metadata: {labels: {app: api}}}}\n";
    const pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api-1, namespace: shop}\nstatus: {podIP: 10.0.0.1}\n";
    const { mesh, problems } = names(deployment);
    expect(mesh.index.find("Workload", OFFLINE_CLUSTER, "shop", "api")?.podLabels).toEqual({
      app: "api",
    });
    expect([mesh.endpointsKnown, names(deployment, [pod]).mesh.endpointsKnown]).toEqual([
      false,
      true,
    ]);
    expect(problems).toEqual([]);
  });

  it("makes the endpoint slices of pods where the files have none", () => {
    const more = `---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  selector: {app: api}
  ports:
  - {name: http, port: 80, targetPort: web}
  - {name: raw, port: 9000}
  - {name: gone, port: 81, targetPort: nowhere}
---
apiVersion: v1
kind: Pod
metadata: {name: api-1, namespace: shop, labels: {app: api}}
spec: {containers: [{name: app, ports: [{name: web, containerPort: 8080}]}]}
status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api-2, namespace: shop, labels: {app: api}}
status: {phase: Pending}
`;
    const slices = names(more).mesh.index.inNamespace("EndpointSlice", OFFLINE_CLUSTER, "shop");
    expect(slices).toMatchObject([
      {
        service: "api",
        ports: [
          { name: "http", port: 8080 },
          { name: "raw", port: 9000 },
        ],
        endpoints: [{ addresses: ["10.0.0.1"], ready: true, pod: "api-1" }],
      },
    ]);
    const other =
      "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: x, namespace: y}\n";
    expect(names(more, [other]).mesh.index.all("EndpointSlice")).toHaveLength(1);
  });

  it("reads the mesh configuration of its ConfigMap, or the one that is given in its place", () => {
    const text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    rootNamespace: root\n";
    const files = [{ name: "f", text }];
    const rootOf = (config?: string) =>
      settingsOf(
        readOfflineMesh(
          files,
          config === undefined ? {} : { meshConfig: { name: "m", text: config } },
        ).index,
        OFFLINE_CLUSTER,
      ).rootNamespace;
    expect([rootOf(), rootOf("rootNamespace: other")]).toEqual(["root", "other"]);
    expect(readOfflineMesh(files, { meshConfig: { name: "m", text: "[" } }).problems).toMatchObject(
      [{ file: "m", code: "mesh-config" }],
    );
  });

  it("finds the line of a path, also in texts of unusual style", () => {
    const text = `---\n${service}---\n# second\napiVersion: v1\nkind: Service\nmetadata: &m\n  name: b\nspec:\n  ports:\n  - port: 80\n    name: http\n`;
    const lines = (t: string) =>
      readOfflineMesh([{ name: "f", text: t }]).objects.map((o) =>
        [[], ["metadata", "name"], ["spec", "ports", 0, "name"], ["spec", "none"]].map((p) =>
          offlineLineOf(o, p),
        ),
      );
    const usual = [
      [2, 4, 2, 2],
      [7, 10, 14, 11],
    ];
    expect(lines(text.replace("&m", ""))).toEqual(usual);
    expect(lines(text)).toEqual(usual);
  });
});
